`modtrail explain`: is this attempt recorded, by which rule, and why?

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module auid=1000' examples/host-seed.rules

  $ modtrail explain --attempt 'abi=b64 syscall=delete_module' examples/host-seed.rules

  $ modtrail explain --attempt '{"abi":"x32","syscall":"finit_module"}' examples/modules.rules

As one line of JSON.

  $ modtrail explain --format json --attempt 'abi=b32 syscall=finit_module uid=1000 success=false' examples/modules.rules

Rules at fork and on each record.

  $ cat > $TMP/lists.rules <<'END'
  > -a never,task -F uid=33
  > -a always,exclude -F msgtype=SYSCALL -F auid=1001
  > -a never,exit -F arch=b64 -S finit_module -F exe=/usr/bin/kmod
  > -a always,exit -F arch=b64 -S finit_module -F a0>=3 -k one -k two
  > END
  > modtrail explain --attempt 'abi=b64 syscall=finit_module uid=33' $TMP/lists.rules

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module exe=/usr/bin/busybox args=3' $TMP/lists.rules

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module exe=/usr/bin/busybox args=2' $TMP/lists.rules

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module exe=/usr/bin/busybox args=3 auid=1001' $TMP/lists.rules

  $ modtrail explain --quiet --attempt 'abi=b64 syscall=finit_module' $TMP/lists.rules

A witness of `check` is an attempt for `explain`.

  $ modtrail check --format json examples/host-seed.rules |
  >   python3 -c 'import json, sys; [print(json.dumps(row["witness"])) for row in json.load(sys.stdin)["coverage"] if row["witness"]]' |
  >   modtrail explain --attempts - examples/host-seed.rules | grep -c '"recorded": *false'

Many attempts: one line out for each line in.

  $ modtrail explain --attempts - examples/modules.rules <<'END'
  > {"abi":"b64","syscall":"finit_module","auid":1000,"uid":0}
  > {"abi":"x32","syscall":"finit_module"}
  > {"abi":"b64","syscall":"finit_modul"}
  > 
  > {"abi":"b64","syscall":"delete_module","success":true,"exit":-1}
  > {"abi":"b32","syscall":"delete_module","birth":{"context":"none"}}
  > END

A logged record; what it lacks is unknown.

  $ modtrail explain --record 'type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e syscall=313 success=yes exit=0 a0=3 a1=55d0 a2=0 a3=5 items=0 ppid=700 pid=701 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="modprobe" exe="/usr/bin/kmod" subj=unconfined key=(null)' examples/host-seed.rules

  $ echo '-a always,exit -F arch=b64 -S finit_module -F gid=10 -k m' > $TMP/group.rules
  > modtrail explain -q --record 'type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e syscall=313 success=yes exit=0 a0=3 a1=55d0 a2=0 a3=5 items=0 ppid=700 pid=701 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="modprobe" exe="/usr/bin/kmod" subj=unconfined key=(null)' $TMP/group.rules

  $ modtrail explain --record 'type=SYSCALL msg=audit(1.1:1): arch=c000003e syscall=2 success=yes' examples/host-seed.rules

Several sources are judged apart.

  $ modtrail explain -q --attempt 'abi=b64 syscall=finit_module' examples/host-seed.rules examples/modules.rules
