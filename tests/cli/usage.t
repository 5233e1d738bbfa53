The command line: help, and what is said of a word that is wrong.

  $ modtrail help
  modtrail: no kernel module comes or goes without a record

  Usage: modtrail COMMAND [OPTIONS] [SOURCE...]

    check       Would every load and unload of a module leave a record?
    explain     Is this attempt recorded, by which rule, and why?
    fix         The least that closes the gap, as a diff or as rules
    probe       Does the record of a module call arrive, now, on this machine?
    search      Who loaded or unloaded which module, when, and did it work? Out of logs
    reconcile   Is every module in the kernel accounted for?
    watch       Module events as they come, and what is known to be missing among them
    verify      Is a sealed trail what its writer wrote?
    status      Rules, delivery, trail, modules and the last probe of a machine, in one page
    profiles    What check can judge by: profiles, or the controls of one
    findings    What check can find, or the pages of some findings: why, and what to do
    completion  Print a completion script for a shell
    version     Print the version
    help        Show how modtrail, or one command, is used

  `modtrail help COMMAND` tells a command's options.

  Exit codes: 0 pass, found; 1 a gap, not recorded, not found; 2 usage, unreadable input, undecided, nothing to check.

  $ modtrail help check
  Would every load and unload of a module leave a record?

  Usage: modtrail check [OPTIONS] [SOURCE...]

        --scope WHO                   Whose attempts count: everyone's, or those of people who logged in: everyone|logins
        --profile NAME                Judge by the controls of a profile (see modtrail profiles) (repeatable)
        --control ID                  Judge by one control (repeatable)
        --fail-on LEVEL               The findings that make the check fail: error|warning
        --strict                      A verdict that needs an assumption is undecided
        --exceptions FILE             What is lived with until a day (TOML)
        --baseline FILE               Count only what is new since this answer of check --format json
        --log LOG                     What the HTML report tells of this log, directory of logs or sealed trail (repeatable)
        --exit-zero                   Exit 0 whatever the verdict: the report is what is wanted
        --root DIR                    The machine's files: an image, a mounted disk
        --input KIND                  What SOURCE is: auto|rules|listing|machineconfig|ignition|butane
        --pool NAME                   Of a cluster's pools this one alone
        --assume FACT=VALUE           Set a fact about the machine, as x32=on (repeatable)
        --arch ARCH                   The machine's architecture: x86_64|i386|aarch64|ppc64le|s390x
        --kernel VERSION              The kernel's version
        --auditctl VERSION            The version of the auditctl that loads the rules
        --format FORMAT               The form of the answer: text|json|html|markdown|sarif|junit|xccdf|checkresult|csv|prometheus
    -o, --output [FORMAT:]FILE        Write to FILE instead, whole or not at all (- is standard output) (repeatable)
        --color WHEN                  Colour the text (NO_COLOR is honoured): auto|always|never
    -q, --quiet                       The verdict alone
    -v, --verbose                     Every witness, every fact
    -h, --help                        Show this help

  SOURCE: a rules file, a rules.d directory, a listing of auditctl -l, or - for standard input; without one,
  the rules of --root, else those of this host.

  Privileges, where it has them; all others are given up at the start:
    CAP_AUDIT_CONTROL
        to read the rules the kernel holds: without SOURCE and --root
    CAP_DAC_READ_SEARCH
        to read files of other users
    CAP_DAC_OVERRIDE, CAP_CHOWN, CAP_FOWNER
        to write where others own: with --output
    CAP_MAC_ADMIN; CAP_SYS_ADMIN where SELinux does not run
        to keep a file's label: with --output

  Exit codes: 0 pass, found; 1 a gap, not recorded, not found; 2 usage, unreadable input, undecided, nothing to check.

  $ modtrail explain --help | head -n 3
  Is this attempt recorded, by which rule, and why?

  Usage: modtrail explain [OPTIONS] [SOURCE...]

  $ modtrail version | sed 's/[0-9][0-9.]*/N/'
  modtrail N

  $ modtrail
  modtrail: no command given; `modtrail check` judges this host, `modtrail help` lists what there is
  [exit 2]

  $ modtrail chekc
  modtrail: unknown command chekc; did you mean check? (modtrail help lists them)
  [exit 2]

  $ modtrail check --rot /mnt
  modtrail: check: unknown option --rot; did you mean --root? (modtrail help check)
  [exit 2]

  $ modtrail check --root
  modtrail: check: --root needs a value: --root DIR (modtrail help check)
  [exit 2]

  $ modtrail check --quiet=yes
  modtrail: check: --quiet takes no value (modtrail help check)
  [exit 2]

  $ modtrail check --format jsn examples/modules.rules
  modtrail: check: --format is text|json|html|markdown|sarif|junit|xccdf|checkresult|csv|prometheus, not "jsn"; did you mean json? (modtrail help check)
  [exit 2]

  $ modtrail check --root a --root b
  modtrail: check: --root is given 2 times (modtrail help check)
  [exit 2]

  $ modtrail check --arch x86 examples/modules.rules
  modtrail: check: --arch is x86_64|i386|aarch64|ppc64le|s390x, not "x86" (modtrail help check)
  [exit 2]

  $ modtrail check --assume x32 examples/modules.rules
  modtrail: --assume takes FACT=VALUE, not "x32"
  [exit 2]

  $ modtrail check --assume x33=on examples/modules.rules
  modtrail: there is no fact "x33": did you mean x32?
  [exit 2]

  $ modtrail check --assume x32=yes examples/modules.rules
  examples/modules.rules: fail: 3 of 9 ways to load or unload a module can leave no record; 1 error

         init_module          finit_module         delete_module
    b64  ✓ always (modules)   ✓ always (modules)   ✓ always (modules)
    b32  ✓ always (modules)   ✓ always (modules)   ✓ always (modules)
    x32  ✗ never              ✗ never              ✗ never

  A load by root (/usr/local/sbin/loader, logged in as 1000) through init_module in x32
    leaves no record: no rule can name a call of the x32 ABI.
      modtrail explain --attempt 'abi=x32 syscall=init_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=139887353266176,20480,94355073274464 exe=/usr/local/sbin/loader' --assume x32=yes examples/modules.rules

  A load by root (/usr/local/sbin/loader, logged in as 1000) through finit_module in x32
    leaves no record: no rule can name a call of the x32 ABI.
      modtrail explain --attempt 'abi=x32 syscall=finit_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=3,94355073274464 exe=/usr/local/sbin/loader' --assume x32=yes examples/modules.rules
    (1 more with --verbose)

  error[x32-open]: x32 is on, and its call numbers lie beyond what an exit rule can name:
    modules come and go through it without a record
    = hint: start the kernel with syscall.x32=n

  1 note with --verbose

  Known: x32 on (option).
  Assuming: ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 1]

  $ modtrail check --kernel nonsense examples/modules.rules
  modtrail: kernel cannot be "nonsense": it is a version from 4.16 on, or a release such as rhel9 or debian12
  [exit 2]

  $ modtrail check --auditctl 2.8 examples/modules.rules
  modtrail: auditctl 2.8.0 is older than modtrail knows: it is a version from 3.0 to 4.2, or a release such as rhel9 or debian12
  [exit 2]

  $ modtrail check --quiet --verbose examples/modules.rules
  modtrail: --quiet and --verbose contradict each other
  [exit 2]

  $ modtrail explain examples/modules.rules
  modtrail: give one of --attempt, --attempts and --record
  [exit 2]

  $ modtrail explain --attempt 'abi=b64' examples/modules.rules
  modtrail: an attempt needs a syscall, as finit_module
  [exit 2]

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module uidd=3' examples/modules.rules
  modtrail: an attempt has no field "uidd"; did you mean "uid"?
  [exit 2]

  $ modtrail explain --arch ppc64le --attempt 'abi=b32 syscall=finit_module' examples/modules.rules
  modtrail: ppc64le has no finit_module in b32
  [exit 2]

  $ modtrail fix examples/modules.rules examples/host-seed.rules
  modtrail: fix takes one SOURCE
  [exit 2]

  $ modtrail completion tcsh
  modtrail: completion: name a shell: bash, zsh or fish
  [exit 2]

  $ modtrail version now
  modtrail: version: it takes no argument, and "now" is one (modtrail help version)
  [exit 2]

Completions are programs their shells can read.

  $ modtrail completion bash | bash -n
  > modtrail completion bash > $TMP/completion
  > bash -c '. $TMP/completion; COMP_WORDS=(modtrail check --for); COMP_CWORD=2; _modtrail; echo "${COMPREPLY[@]}"
  >          COMP_WORDS=(modtrail check --format ""); COMP_CWORD=3; _modtrail; echo "${COMPREPLY[@]}"
  >          COMP_WORDS=(modtrail ex); COMP_CWORD=1; _modtrail; echo "${COMPREPLY[@]}"
  >          COMP_WORDS=(modtrail completion ""); COMP_CWORD=2; _modtrail; echo "${COMPREPLY[@]}"'
  --format
  text json html markdown sarif junit xccdf checkresult csv prometheus
  explain
  bash zsh fish

  $ modtrail completion zsh | head -n 1
  #compdef modtrail

  $ modtrail completion fish | grep -c '^complete -c modtrail'
  170
