Marks beyond ASCII are for UTF-8 locales; colours for terminals, or when asked for.

  $ LC_ALL=C modtrail check examples/host-seed.rules | sed -n 1,6p
  examples/host-seed.rules: fail: 4 of 6 ways to load or unload a module can leave no record; 2 errors, 3 warnings

         init_module        finit_module   delete_module
    b64  always (modules)   never          always (modules)
    b32  never              never          never
    x32  off                off            off

  $ modtrail check --color always examples/host-seed.rules | sed -n 1,6p | cat -v
  ^[[1mexamples/host-seed.rules: ^[[0m^[[1;31mfail^[[0m: 4 of 6 ways to load or unload a module can leave no record; 2 errors, 3 warnings

         ^[[1minit_module^[[0m          ^[[1mfinit_module^[[0m   ^[[1mdelete_module^[[0m
  ^[[1m  b64^[[0m  ^[[32mM-bM-^\M-^S always (modules)^[[0m   ^[[1;31mM-bM-^\M-^W never^[[0m        ^[[32mM-bM-^\M-^S always (modules)^[[0m
  ^[[1m  b32^[[0m  ^[[1;31mM-bM-^\M-^W never^[[0m              ^[[1;31mM-bM-^\M-^W never^[[0m        ^[[1;31mM-bM-^\M-^W never^[[0m
  ^[[1m  x32^[[0m  ^[[2mM-BM-7 off^[[0m                ^[[2mM-BM-7 off^[[0m          ^[[2mM-BM-7 off^[[0m

  $ NO_COLOR=1 modtrail check --color always -q examples/modules.rules | cat -v
  ^[[1mexamples/modules.rules: ^[[0m^[[32mpass^[[0m: all 6 ways to load or unload a module leave a record

A file that would drive the terminal.

  $ printf '%b' '-a always,exit -F arch=b64 -S finit_module -k \033[31mred\n-Z \033]0;title\007\n' > $TMP/bad.rules
  > modtrail check $TMP/bad.rules | cat -v
  $TMP/bad.rules: fail: 5 of 6 ways to load or unload a module can leave no record; 2 errors, 1 warning

         init_module   finit_module             delete_module
    b64  M-bM-^\M-^W never       M-bM-^\M-^S always (\x1b[31mred)   M-bM-^\M-^W never
    b32  M-bM-^\M-^W never       M-bM-^\M-^W never                  M-bM-^\M-^W never
    x32  M-BM-7 off         M-BM-7 off                    M-BM-7 off

  A load by the kernel itself (modprobe, uid 0, no login) through init_module in b64
    leaves no record: no rule takes init_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=init_module pid=4211 ppid=57 args=139887353266176,20480,94355073274464' $TMP/bad.rules

  An unload by the kernel itself (modprobe, uid 0, no login) through delete_module in b64
    leaves no record: no rule takes delete_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=delete_module pid=4211 ppid=57 args=94355073274464,2048' $TMP/bad.rules
    (3 more with --verbose)

  $TMP/bad.rules: 2 lines, 1 carried out, stopped at line 2: '-Z' is no
    option of auditctl

  error[missing-syscall]: no rule takes init_module and delete_module on b64, though
    others do take module calls there
    = hint: name the call in a rule
    = fix: -a always,exit -F arch=b64 -S init_module,delete_module -k modules

  error[missing-abi]: no rule takes module calls on b32, which 32-bit programs use, and
    any other program through int 0x80
    = hint: give the rule once for each ABI
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  warning[rules-lost-after-error]: auditctl stops here: '-Z' is no option of auditctl;
    nothing is lost, but auditctl reports an error
   --> $TMP/bad.rules:2:1
    |
  2 | -Z \x1b]0;title\x07
    | ^^
    = hint: mend or take out the line; -c as the first line lets the rest load

  2 notes with --verbose

  Rules to add (where: modtrail fix $TMP/bad.rules)
    -a always,exit -F arch=b64 -S init_module,delete_module -k modules
    -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  Assuming: x32 off, ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
