`modtrail explain`: is this attempt recorded, by which rule, and why?

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module auid=1000' examples/host-seed.rules
  The attempt: a load by root (/usr/bin/kmod, logged in as 1000) through finit_module in
    b64.
  Rules at the end of the call (exit), in the kernel's order
    examples/host-seed.rules:4  -w /sbin/insmod -p x -k modules
        the call does not look up /sbin/insmod
    examples/host-seed.rules:5  -w /sbin/rmmod -p x -k modules
        the call does not look up /sbin/rmmod
    examples/host-seed.rules:6  -w /sbin/modprobe -p x -k modules
        the call does not look up /sbin/modprobe
    examples/host-seed.rules:7  -a always,exit -F arch=b64 -S init_module -S delete_module -k modules
        does not list finit_module of b64
  not recorded: no rule takes it
  [exit 1]

  $ modtrail explain --attempt 'abi=b64 syscall=delete_module' examples/host-seed.rules
  The attempt: an unload by the kernel itself (modprobe, uid 0, no login) through
    delete_module in b64.
  Rules at the end of the call (exit), in the kernel's order
    examples/host-seed.rules:4  -w /sbin/insmod -p x -k modules
        the call does not look up /sbin/insmod
    examples/host-seed.rules:5  -w /sbin/rmmod -p x -k modules
        the call does not look up /sbin/rmmod
    examples/host-seed.rules:6  -w /sbin/modprobe -p x -k modules
        the call does not look up /sbin/modprobe
    examples/host-seed.rules:7  -a always,exit -F arch=b64 -S init_module -S delete_module -k modules
        matches, and decides
  recorded with key modules: an always rule takes it
  Assuming: audit 1.

  $ modtrail explain --attempt '{"abi":"x32","syscall":"finit_module"}' examples/modules.rules
  The attempt: a load by the kernel itself (modprobe, uid 0, no login) through
    finit_module in x32.
  Rules at the end of the call (exit), in the kernel's order
    examples/modules.rules:15  -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
        sees no call of x32: their numbers are above 2047
    examples/modules.rules:16  -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
        sees no call of x32: their numbers are above 2047
  not recorded: no rule takes it
  [exit 1]

As one line of JSON.

  $ modtrail explain --format json --attempt 'abi=b32 syscall=finit_module uid=1000 success=false' examples/modules.rules
  {"recorded":true,"key":"modules","rule":{"file":"examples/modules.rules","line":16,"text":"-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules"},"reason":"an always rule takes it","assuming":["audit"]}

Rules at fork and on each record.

  $ cat > $TMP/lists.rules <<'END'
  > -a never,task -F uid=33
  > -a always,exclude -F msgtype=SYSCALL -F auid=1001
  > -a never,exit -F arch=b64 -S finit_module -F exe=/usr/bin/kmod
  > -a always,exit -F arch=b64 -S finit_module -F a0>=3 -k one -k two
  > END
  > modtrail explain --attempt 'abi=b64 syscall=finit_module uid=33' $TMP/lists.rules
  The attempt: a load by a service (/usr/bin/kmod, uid 33, no login) through finit_module
    in b64 with euid=0 suid=0 fsuid=0 gid=0.
  Rules at fork (task)
    $TMP/lists.rules:1  -a never,task -F uid=33
        decides
  Rules at the end of the call (exit), in the kernel's order
    $TMP/lists.rules:3  -a never,exit -F arch=b64 -S finit_module -F exe=/usr/bin/kmod
        matches
    $TMP/lists.rules:4  -a always,exit -F arch=b64 -S finit_module -F a0>=3 -k one -k two
        a0>=3 does not hold
  Rules on each record (exclude)
    $TMP/lists.rules:2  -a always,exclude -F msgtype=SYSCALL -F auid=1001
  not recorded: the task was born under a never,task rule
  [exit 1]

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module exe=/usr/bin/busybox args=3' $TMP/lists.rules
  The attempt: a load by a service (/usr/bin/busybox, uid 0, no login) through
    finit_module in b64.
  Rules at fork (task)
    $TMP/lists.rules:1  -a never,task -F uid=33
  Rules at the end of the call (exit), in the kernel's order
    $TMP/lists.rules:3  -a never,exit -F arch=b64 -S finit_module -F exe=/usr/bin/kmod
        exe=/usr/bin/kmod does not hold
    $TMP/lists.rules:4  -a always,exit -F arch=b64 -S finit_module -F a0>=3 -k one -k two
        matches, and decides
  Rules on each record (exclude)
    $TMP/lists.rules:2  -a always,exclude -F msgtype=SYSCALL -F auid=1001
  recorded with key one+two: an always rule takes it
  Assuming: audit 1.

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module exe=/usr/bin/busybox args=2' $TMP/lists.rules
  The attempt: a load by a service (/usr/bin/busybox, uid 0, no login) through
    finit_module in b64.
  Rules at fork (task)
    $TMP/lists.rules:1  -a never,task -F uid=33
  Rules at the end of the call (exit), in the kernel's order
    $TMP/lists.rules:3  -a never,exit -F arch=b64 -S finit_module -F exe=/usr/bin/kmod
        exe=/usr/bin/kmod does not hold
    $TMP/lists.rules:4  -a always,exit -F arch=b64 -S finit_module -F a0>=3 -k one -k two
        a0>=3 does not hold
  Rules on each record (exclude)
    $TMP/lists.rules:2  -a always,exclude -F msgtype=SYSCALL -F auid=1001
  not recorded: no rule takes it
  [exit 1]

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module exe=/usr/bin/busybox args=3 auid=1001' $TMP/lists.rules
  The attempt: a load by root (/usr/bin/busybox, logged in as 1001) through finit_module
    in b64.
  Rules at fork (task)
    $TMP/lists.rules:1  -a never,task -F uid=33
  Rules at the end of the call (exit), in the kernel's order
    $TMP/lists.rules:3  -a never,exit -F arch=b64 -S finit_module -F exe=/usr/bin/kmod
        exe=/usr/bin/kmod does not hold
    $TMP/lists.rules:4  -a always,exit -F arch=b64 -S finit_module -F a0>=3 -k one -k two
        matches
  Rules on each record (exclude)
    $TMP/lists.rules:2  -a always,exclude -F msgtype=SYSCALL -F auid=1001
        decides
  not recorded: an exclude rule drops its SYSCALL record
  [exit 1]

  $ modtrail explain --quiet --attempt 'abi=b64 syscall=finit_module' $TMP/lists.rules
  not recorded: a never rule takes it first
  [exit 1]

A witness of `check` is an attempt for `explain`.

  $ modtrail check --format json examples/host-seed.rules |
  >   python3 -c 'import json, sys; [print(json.dumps(row["witness"])) for row in json.load(sys.stdin)["coverage"] if row["witness"]]' |
  >   modtrail explain --attempts - examples/host-seed.rules | grep -c '"recorded": *false'
  4

Many attempts: one line out for each line in.

  $ modtrail explain --attempts - examples/modules.rules <<'END'
  > {"abi":"b64","syscall":"finit_module","auid":1000,"uid":0}
  > {"abi":"x32","syscall":"finit_module"}
  > {"abi":"b64","syscall":"finit_modul"}
  > 
  > {"abi":"b64","syscall":"delete_module","success":true,"exit":-1}
  > {"abi":"b32","syscall":"delete_module","birth":{"context":"none"}}
  > END
  {"recorded":true,"key":"modules","rule":{"file":"examples/modules.rules","line":15,"text":"-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules"},"reason":"an always rule takes it","assuming":["audit"]}
  {"recorded":false,"key":null,"rule":null,"reason":"no rule takes it","assuming":[]}
  {"error":"syscall is init_module, finit_module, delete_module, create_module, query_module, execve or execveat, not \"finit_modul\"","line":3}
  {"error":"line 1, column 1: not JSON: unexpected end of input; expected '[', '{', or a literal","line":4}
  {"error":"success and exit contradict each other: an exit of -4095 to -1 is a failure","line":5}
  {"recorded":false,"key":null,"rule":null,"reason":"the task is older than auditing: it has no audit context","assuming":[]}
  [exit 2]

A logged record; what it lacks is unknown.

  $ modtrail explain --record 'type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e syscall=313 success=yes exit=0 a0=3 a1=55d0 a2=0 a3=5 items=0 ppid=700 pid=701 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="modprobe" exe="/usr/bin/kmod" subj=unconfined key=(null)' examples/host-seed.rules
  The attempt: a load by root (/usr/bin/kmod, logged in as 1000) through finit_module in
    b64 with subj=unconfined.
  Rules at the end of the call (exit), in the kernel's order
    examples/host-seed.rules:4  -w /sbin/insmod -p x -k modules
        the call does not look up /sbin/insmod
    examples/host-seed.rules:5  -w /sbin/rmmod -p x -k modules
        the call does not look up /sbin/rmmod
    examples/host-seed.rules:6  -w /sbin/modprobe -p x -k modules
        the call does not look up /sbin/modprobe
    examples/host-seed.rules:7  -a always,exit -F arch=b64 -S init_module -S delete_module -k modules
        does not list finit_module of b64
  not recorded: no rule takes it
  [exit 1]

  $ echo '-a always,exit -F arch=b64 -S finit_module -F gid=10 -k m' > $TMP/group.rules
  > modtrail explain -q --record 'type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e syscall=313 success=yes exit=0 a0=3 a1=55d0 a2=0 a3=5 items=0 ppid=700 pid=701 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="modprobe" exe="/usr/bin/kmod" subj=unconfined key=(null)' $TMP/group.rules
  undecided: it depends on what the files, the names or a label are
  [exit 2]

  $ modtrail explain --record 'type=SYSCALL msg=audit(1.1:1): arch=c000003e syscall=2 success=yes' examples/host-seed.rules
  modtrail: arch=c000003e syscall=2 neither loads nor unloads a module on x86_64
  [exit 2]

Several sources are judged apart.

  $ modtrail explain -q --attempt 'abi=b64 syscall=finit_module' examples/host-seed.rules examples/modules.rules
  examples/host-seed.rules
  not recorded: no rule takes it
  examples/modules.rules
  recorded with key modules: an always rule takes it
  Assuming: audit 1.
  [exit 1]
