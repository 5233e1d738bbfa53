What a SOURCE can be.

Standard input.

  $ modtrail check -q - < examples/modules.rules
  standard input: pass: all 6 ways to load or unload a module leave a record

A directory, merged as augenrules merges it: the file without the suffix is not read.

  $ mkdir $TMP/rules.d
  > cp examples/modules.rules $TMP/rules.d/50-modules.rules
  > echo '-a never,exit -F arch=b64 -S delete_module' > $TMP/rules.d/10-never.rules.bak
  > modtrail check $TMP/rules.d
  $TMP/rules.d: pass: all 6 ways to load or unload a module leave a record; 1 warning

         init_module          finit_module         delete_module
    b64  ✓ always (modules)   ✓ always (modules)   ✓ always (modules)
    b32  ✓ always (modules)   ✓ always (modules)   ✓ always (modules)
    x32  · off                · off                · off

  warning[unread-file]: augenrules does not read this file: its name does not end in
    .rules; its rules are not loaded
   --> $TMP/rules.d/10-never.rules.bak
    = hint: give it a name that ends in .rules, without a leading dot and without blanks,
        in rules.d itself

  1 note with --verbose

  Assuming: x32 off, ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.

A warning fails the check only if that is asked for.

  $ modtrail check -q --fail-on warning $TMP/rules.d
  $TMP/rules.d: fail: all 6 ways to load or unload a module leave a record; 1 warning
  [exit 1]

A root: its own rules, its own facts.

  $ mkdir -p $TMP/root/etc/audit/rules.d $TMP/root/usr/bin $TMP/root/usr/sbin $TMP/root/usr/lib
  > ln -s usr/bin usr/sbin usr/lib $TMP/root
  > echo 'ID=debian' > $TMP/root/etc/os-release
  > cp examples/host-seed.rules $TMP/root/etc/audit/rules.d/
  > touch $TMP/root/usr/bin/kmod
  > ln -s ../bin/kmod $TMP/root/usr/sbin/insmod
  > modtrail check --root $TMP/root
  $TMP/root: fail: 4 of 6 ways to load or unload a module can leave no record; 2 errors, 2 warnings

         init_module          finit_module   delete_module
    b64  ✓ always (modules)   ✗ never        ✓ always (modules)
    b32  ✗ never              ✗ never        ✗ never
    x32  · off                · off          · off

  A load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64
    leaves no record: no rule takes finit_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=finit_module pid=4211 ppid=57 args=3,94355073274464' --root $TMP/root

  A load by root (/usr/local/sbin/loader, logged in as 1000) through init_module in b32
    leaves no record: no rule takes init_module of b32.
      modtrail explain --attempt 'abi=b32 syscall=init_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=139887353266176,20480,94355073274464 exe=/usr/local/sbin/loader' --root $TMP/root
    (2 more with --verbose)

  error[missing-syscall]: no rule takes finit_module on b64, though others do take module
    calls there; finit_module is how kmod loads a module that is not compressed
    = hint: name the call in a rule
    = fix: -a always,exit -F arch=b64 -S finit_module -k modules

  error[missing-abi]: no rule takes module calls on b32, which 32-bit programs use, and
    any other program through int 0x80
    = hint: give the rule once for each ABI
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  warning[missing-delete-all]: no -D stands before the first rule: loaded a second time,
    this rule is a duplicate, and auditctl stops here
   --> $TMP/root/etc/audit/rules.d/host-seed.rules:4:1
    |
  4 | -w /sbin/insmod -p x -k modules
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = hint: put -D on a line before the first rule

  warning[inert-watch]: /sbin/insmod is a link to /usr/bin/kmod: the watch sits on the
    link, and running the program through it does not fire it, unless the TOMOYO security
    module is stacked
   --> $TMP/root/etc/audit/rules.d/host-seed.rules:4:4
    |
  4 | -w /sbin/insmod -p x -k modules
    |    ^^^^^^^^^^^^
    = hint: watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k
        modules

  2 notes with --verbose

  Running the tools (evidence of a program run, never of a load)
    /sbin/insmod  ? undecided (modules): the watch sits on a symbolic link: it fires only
      where TOMOYO is stacked, and lsm is not known
    /sbin/rmmod, /sbin/modprobe, /usr/bin/kmod  ✗ never

  Rules to add (where: modtrail fix --root $TMP/root)
    -a always,exit -F arch=b64 -S finit_module -k modules
    -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  Assuming: x32 off, ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 1]

A source on the files of a root: its rules, not the root's.

  $ modtrail check -q --root $TMP/root examples/modules.rules
  examples/modules.rules: pass: all 6 ways to load or unload a module leave a record

A listing is what the kernel has: nothing is loaded, nothing can stop.

  $ modtrail check --input listing - <<'END'
  > -w /sbin/insmod -p x -k modules
  > -a always,exit -F arch=b64 -S init_module,delete_module,finit_module -F key=modules
  > END
  standard input: fail: 3 of 6 ways to load or unload a module can leave no record; 1 error, 1 warning

         init_module             finit_module            delete_module
    b64  ? undecided (modules)   ? undecided (modules)   ? undecided (modules)
    b32  ✗ never                 ✗ never                 ✗ never
    x32  · off                   · off                   · off

  init_module in b64 is undecided: a listing prints every 64-bit machine as arch=b64.

  finit_module in b64 is undecided: a listing prints every 64-bit machine as arch=b64.
    (4 more with --verbose)

  error[missing-abi]: no rule takes module calls on b32, which 32-bit programs use, and
    any other program through int 0x80
    = hint: give the rule once for each ABI
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  warning[inert-watch]: /sbin/insmod is a link to /usr/bin/kmod: the watch sits on the
    link, and running the program through it does not fire it, unless the TOMOYO security
    module is stacked
   --> -:1:4
    |
  1 | -w /sbin/insmod -p x -k modules
    |    ^^^^^^^^^^^^
    = hint: watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k
        modules

  Running the tools (evidence of a program run, never of a load)
    /sbin/insmod, /sbin/rmmod, /sbin/modprobe, /usr/bin/kmod  ? undecided: it depends on
      files that were not shown

  Rules to add (where: modtrail fix --input listing -)
    -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  Assuming: x32 off, ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 1]

  $ echo '-a always,exit -F arch=b64 -S finit_module -F key=modules' > $TMP/listing
  > modtrail explain -q --input listing --attempt 'abi=b64 syscall=finit_module' $TMP/listing
  undecided: a listing prints every 64-bit machine as arch=b64
  [exit 2]

  $ echo 'No rules' | modtrail check -q -
  standard input: fail: 6 of 6 ways to load or unload a module can leave no record; 1 error
  [exit 1]

Nothing to check is never a pass.

  $ mkdir $TMP/empty $TMP/bare
  > : > $TMP/empty.rules
  > modtrail check $TMP/empty
  modtrail: nothing to check: $TMP/empty holds no *.rules and no YAML or JSON
  [exit 2]

  $ modtrail check --root $TMP/bare
  modtrail: nothing to check: no /etc/audit/rules.d and no /etc/audit/audit.rules in $TMP/bare
  [exit 2]

  $ modtrail check $TMP/empty.rules
  modtrail: nothing to check: $TMP/empty.rules is empty
  [exit 2]

  $ modtrail check $TMP/no-such.rules
  modtrail: cannot read $TMP/no-such.rules: no such file or directory
  [exit 2]

A place without rules is judged: nothing is recorded.

  $ mkdir -p $TMP/bare/etc/audit/rules.d
  > modtrail check -q --root $TMP/bare
  $TMP/bare: fail: 6 of 6 ways to load or unload a module can leave no record; 1 error
  [exit 1]

  $ echo '# nothing yet' | modtrail check -q -
  standard input: fail: 6 of 6 ways to load or unload a module can leave no record; 1 error
  [exit 1]
