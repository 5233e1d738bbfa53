Rules that auditctl refuses: each with its place, and what is lost after it.

  $ cat > $TMP/a.rules <<'END'
  > -D
  > -a always,exit -F arch=b64 -S init_modul -k modules
  > -a always,exit -F arch=b64 -S finit_module -k modules
  > END
  > modtrail check $TMP/a.rules
  $TMP/a.rules: fail: 6 of 6 ways to load or unload a module can leave no record; 3 errors

         init_module   finit_module   delete_module
    b64  ✗ never       ✗ never        ✗ never
    b32  ✗ never       ✗ never        ✗ never
    x32  · off         · off          · off

  A load by the kernel itself (modprobe, uid 0, no login) through init_module in b64
    leaves no record: no rule takes init_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=init_module pid=4211 ppid=57 args=139887353266176,20480,94355073274464' $TMP/a.rules

  A load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64
    leaves no record: no rule takes finit_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=finit_module pid=4211 ppid=57 args=3,94355073274464' $TMP/a.rules
    (4 more with --verbose)

  $TMP/a.rules: 3 lines, 1 carried out, stopped at line 2: 'init_modul' is
    no syscall of x86_64 that auditctl 3.0.9 knows; did you mean 'init_module'?

  error[rules-lost-after-error]: auditctl stops here: 'init_modul' is no syscall of x86_64
    that auditctl 3.0.9 knows; did you mean 'init_module'?; 2 rules are lost
   --> $TMP/a.rules:2:31
    |
  2 | -a always,exit -F arch=b64 -S init_modul -k modules
    |                               ^^^^^^^^^^
    = hint: mend or take out the line; -c as the first line lets the rest load

  error[missing-syscall]: no rule takes init_module and delete_module on b64, though
    others do take module calls there
    = hint: name the call in a rule
    = fix: -a always,exit -F arch=b64 -S init_module,delete_module -k modules

  error[missing-abi]: no rule takes module calls on b32, which 32-bit programs use, and
    any other program through int 0x80
    = hint: give the rule once for each ABI
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  1 note with --verbose

  Rules to add (where: modtrail fix $TMP/a.rules)
    -a always,exit -F arch=b64 -S init_module,delete_module -k modules
    -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  Assuming: x32 off, ia32 on. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 1]

  $ printf '%s\r\n' '-a always,exit -F arch=b64 -S finit_module' > $TMP/crlf.rules
  > modtrail check $TMP/crlf.rules | sed -n '/^error/,/^$/p'
  error[rules-lost-after-error]: auditctl stops here: the line ends in a carriage return,
    which is part of this word: 'finit_module\x0d' is no syscall of x86_64 that auditctl
    3.0.9 knows; did you mean 'finit_module'?; 1 rule is lost
   --> $TMP/crlf.rules:1:31
    |
  1 | -a always,exit -F arch=b64 -S finit_module\x0d
    |                               ^^^^^^^^^^^^^^^^
    = hint: save the file with Unix line ends

  error[carriage-return]: the line ends in a carriage return, which is part of this word:
    'finit_module\x0d' is no syscall of x86_64 that auditctl 3.0.9 knows; did you mean
    'finit_module'?
   --> $TMP/crlf.rules:1:31
    |
  1 | -a always,exit -F arch=b64 -S finit_module\x0d
    |                               ^^^^^^^^^^^^^^^^
    = hint: save the file with Unix line ends

  error[missing-syscall]: no rule takes delete_module on b64, though others do take module
    calls there
    = hint: name the call in a rule
    = fix: -a always,exit -F arch=b64 -S delete_module -k modules

  $ printf '%s\n' '-a always,exit -F arch=b64 -S finit_module -k m # loads' > $TMP/comment.rules
  > modtrail check $TMP/comment.rules | sed -n '/^error/,/^$/p'
  error[rules-lost-after-error]: auditctl stops here: a comment needs a line of its own:
    auditctl takes these words for part of the rule; 1 rule is lost
   --> $TMP/comment.rules:1:49
    |
  1 | -a always,exit -F arch=b64 -S finit_module -k m # loads
    |                                                 ^
    = hint: put the comment on a line of its own

  error[trailing-comment]: a comment needs a line of its own: auditctl takes these words
    for part of the rule
   --> $TMP/comment.rules:1:49
    |
  1 | -a always,exit -F arch=b64 -S finit_module -k m # loads
    |                                                 ^
    = hint: put the comment on a line of its own

  error[missing-syscall]: no rule takes delete_module on b64, though others do take module
    calls there
    = hint: name the call in a rule
    = fix: -a always,exit -F arch=b64 -S delete_module -k modules

  $ printf '%s\n%s\n' '-w /etc/passwd -p wa -k x' '-w /etc/passwd -p wa -k x' > $TMP/twice.rules
  > modtrail check $TMP/twice.rules | sed -n '/^error/,/^$/p'
  error[missing-syscall]: no rule takes init_module, finit_module or delete_module: no
    load and no unload leaves a record
    = hint: add rules for the three calls
    = fix: -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  $ printf '\000\000\n' | modtrail check -q -
  standard input: fail: 6 of 6 ways to load or unload a module can leave no record; 1 error
  [exit 1]

  $ head -c 70000 /dev/zero | tr '\000' x | modtrail check - | sed -n '/^warning/,/^$/p' | cut -c 1-100
  warning[rules-lost-after-error]: auditctl stops here: a rule begins with an option such
    as -a or -w; nothing is lost, but auditctl reports an error
   --> -:1:1
    |
  1 | xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = hint: mend or take out the line; -c as the first line lets the rest load
