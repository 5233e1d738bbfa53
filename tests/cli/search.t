Module events out of logs.  Of the directory audit.log.1 comes first: it is the older.

  $ modtrail search examples/logs
  2025-11-28T00:52:10.204Z  load br_netfilter: done
      by the boot, as uid 0; /usr/lib/systemd/systemd-modules-load[214]: /lib/systemd/systemd-modules-load
      finit_module b64 MODULE_INIT_COMPRESSED_FILE; key modules; serial 311
  2025-11-28T00:55:02.871Z  load af_alg: done
      by the kernel, by itself, as uid 0; /usr/bin/kmod[731]: /sbin/modprobe -q -- net-pf-38
      finit_module b64 MODULE_INIT_COMPRESSED_FILE; key modules; serial 402
  2025-11-28T02:12:09.576Z  load dummy: done
      by jane (auid 1000) as root (uid 0), session 3, pts0; /usr/bin/kmod[914]: insmod ./dummy.ko
      finit_module b64; key modules; serial 6055
  2025-11-28T02:12:11.020Z  unload dummy: done
      by jane (auid 1000) as root (uid 0), session 3, pts0; /usr/bin/kmod[921]: rmmod dummy
      delete_module b64 O_NONBLOCK; key modules, stig; serial 6058
  2025-11-28T02:12:20.112Z  load of an unnamed module: refused (EPERM)
      by joe (auid 1001), session 5, pts1; /home/joe/loader[950]: ./loader rootkit.ko
      finit_module b32; key modules; serial 6071
  2025-11-28T02:12:30.300Z  load or unload a b: outcome not recorded
      by nobody knows whom: the event has no SYSCALL record
      serial 6080
  modtrail: note: 1 of 18 lines is no record; --verbose tells which
  $ modtrail search --quiet --module 'dum*' --operation unload --format json examples/logs | python3 -m json.tool | head -20
  {
      "schema": "modtrail.event/1",
      "id": {
          "node": null,
          "time": "2025-11-28T02:12:11.020Z",
          "serial": 6058
      },
      "operation": "unload",
      "module": "dummy",
      "outcome": "done",
      "syscall": "delete_module",
      "abi": "b64",
      "arch": "x86_64",
      "flags": [
          "O_NONBLOCK"
      ],
      "success": true,
      "exit": 0,
      "errno": null,
      "origin": "login",
  $ modtrail search --quiet --format json --raw --key stig examples/logs/audit.log
  {"schema":"modtrail.event/1","id":{"node":null,"time":"2025-11-28T02:12:11.020Z","serial":6058},"operation":"unload","module":"dummy","outcome":"done","syscall":"delete_module","abi":"b64","arch":"x86_64","flags":["O_NONBLOCK"],"success":true,"exit":0,"errno":null,"origin":"login","auid":1000,"auid_name":"jane","uid":0,"uid_name":"root","gid":0,"gid_name":"root","session":3,"pid":921,"ppid":913,"tty":"pts0","comm":"rmmod","exe":"/usr/bin/kmod","proctitle":"rmmod dummy","command":["rmmod","dummy"],"cwd":null,"subj":"unconfined","keys":["modules","stig"],"complete":true,"records":["type=SYSCALL msg=audit(1764295931.020:6058): arch=c000003e syscall=176 success=yes exit=0 a0=55b7a2c8 a1=800 a2=0 a3=0 items=0 ppid=913 pid=921 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm=\"rmmod\" exe=\"/usr/bin/kmod\" subj=unconfined key=6D6F64756C65730173746967\u001dARCH=x86_64 SYSCALL=delete_module AUID=\"jane\" UID=\"root\" GID=\"root\" EUID=\"root\" SUID=\"root\" FSUID=\"root\" EGID=\"root\" SGID=\"root\" FSGID=\"root\"","type=KERN_MODULE msg=audit(1764295931.020:6058): name=\"dummy\"","type=PROCTITLE msg=audit(1764295931.020:6058): proctitle=726D6D6F640064756D6D79"]}
  $ modtrail search --quiet --summary examples/logs
  6 module events from 2025-11-28T00:52:10.204Z to 2025-11-28T02:12:30.300Z

  MODULE          loads  unloads   failed  unknown  last
  (unnamed)           0        0        1        0  2025-11-28T02:12:20.112Z
  a b                 0        0        0        1  2025-11-28T02:12:30.300Z
  af_alg              1        0        0        0  2025-11-28T00:55:02.871Z
  br_netfilter        1        0        0        0  2025-11-28T00:52:10.204Z
  dummy               1        1        0        0  2025-11-28T02:12:11.020Z

  USER          loads  unloads   failed  unknown  last
  (autoload)        1        0        0        0  2025-11-28T00:55:02.871Z
  (boot)            1        0        0        0  2025-11-28T00:52:10.204Z
  (unknown)         0        0        0        1  2025-11-28T02:12:30.300Z
  jane              1        1        0        0  2025-11-28T02:12:11.020Z
  joe               0        0        1        0  2025-11-28T02:12:20.112Z

  DAY           loads  unloads   failed  unknown  last
  2025-11-28        3        1        1        1  2025-11-28T02:12:30.300Z

  OUTCOME    loads  unloads   failed  unknown  last
  done           3        1        0        0  2025-11-28T02:12:11.020Z
  refused        0        0        1        0  2025-11-28T02:12:20.112Z
  unknown        0        0        0        1  2025-11-28T02:12:30.300Z
  $ modtrail search --quiet --summary --format json --outcome refused examples/logs
  {
    "schema": "modtrail.search_summary/1",
    "events": 1,
    "modules": [
      {
        "name": "(unnamed)",
        "loads": 0,
        "unloads": 0,
        "failed": 1,
        "unknown": 0,
        "first": "2025-11-28T02:12:20.112Z",
        "last": "2025-11-28T02:12:20.112Z"
      }
    ],
    "users": [
      {
        "name": "joe",
        "loads": 0,
        "unloads": 0,
        "failed": 1,
        "unknown": 0,
        "first": "2025-11-28T02:12:20.112Z",
        "last": "2025-11-28T02:12:20.112Z"
      }
    ],
    "days": [
      {
        "name": "2025-11-28",
        "loads": 0,
        "unloads": 0,
        "failed": 1,
        "unknown": 0,
        "first": "2025-11-28T02:12:20.112Z",
        "last": "2025-11-28T02:12:20.112Z"
      }
    ],
    "outcomes": [
      {
        "name": "refused",
        "loads": 0,
        "unloads": 0,
        "failed": 1,
        "unknown": 0,
        "first": "2025-11-28T02:12:20.112Z",
        "last": "2025-11-28T02:12:20.112Z"
      }
    ],
    "log": {
      "bytes": 3210,
      "lines": 18,
      "records": 17,
      "torn": 1,
      "incomplete": 0
    }
  }
  $ modtrail search --quiet --format ecs --module dummy examples/logs | head -1
  {"@timestamp":"2025-11-28T02:12:09.576Z","ecs":{"version":"8.11.0"},"agent":{"type":"modtrail","version":"0.1.0"},"event":{"kind":"event","module":"auditd","dataset":"auditd.log","category":["driver"],"type":["start"],"action":"loaded-kernel-module","outcome":"success","id":"2025-11-28T02:12:09.576Z:6055","sequence":6055},"host":{"os":{"type":"linux"}},"user":{"id":"0","name":"root","group":{"id":"0","name":"root"},"audit":{"id":"1000","name":"jane"}},"related":{"user":["root","jane"]},"process":{"pid":914,"parent":{"pid":913},"name":"insmod","executable":"/usr/bin/kmod","title":"insmod ./dummy.ko","args":["insmod","./dummy.ko"],"args_count":2},"tags":["modules"],"auditd":{"message_type":"syscall","sequence":6055,"result":"success","session":"3","summary":{"actor":{"primary":"jane","secondary":"root"},"object":{"type":"kernel-module","primary":"dummy"},"how":"/usr/bin/kmod"},"data":{"arch":"x86_64","syscall":"finit_module","exit":"0","name":"dummy","tty":"pts0","key":"modules"}}}
  $ modtrail search --quiet --format ocsf --user joe examples/logs
  {"activity_id":1,"activity_name":"Load","category_uid":1,"category_name":"System Activity","class_uid":1002,"class_name":"Kernel Extension Activity","type_uid":100201,"type_name":"Kernel Extension Activity: Load","severity_id":1,"severity":"Informational","time":1764295940112,"status_id":2,"status":"Failure","status_code":"-1","status_detail":"refused","metadata":{"version":"1.3.0","product":{"name":"modtrail","vendor_name":"modtrail","version":"0.1.0"},"log_name":"audit.log","log_provider":"auditd","original_time":"2025-11-28T02:12:20.112Z","uid":"1764295940112:6071"},"device":{"type_id":0,"hostname":"unknown"},"actor":{"process":{"pid":950,"name":"loader","cmd_line":"./loader rootkit.ko","file":{"name":"loader","type_id":1,"path":"/home/joe/loader"},"user":{"uid":"1001","name":"joe"},"parent_process":{"pid":949}},"user":{"uid":"1001","name":"joe"},"session":{"uid":"5","terminal":"pts1"}},"driver":{"file":{"name":"unknown","type_id":1}},"unmapped":{"serial":6071,"syscall":"finit_module","abi":"b32","errno":"EPERM","origin":"login","subj":"unconfined","keys":["modules"]}}
  $ modtrail search --quiet --format csv --user jane examples/logs | tr -d '\r'
  node,time,serial,operation,module,outcome,syscall,abi,exit,errno,auid,auid_name,uid,uid_name,session,pid,ppid,tty,comm,exe,proctitle,keys,origin
  ,2025-11-28T02:12:09.576Z,6055,load,dummy,done,finit_module,b64,0,,1000,jane,0,root,3,914,913,pts0,insmod,/usr/bin/kmod,"insmod ./dummy.ko",modules,login
  ,2025-11-28T02:12:11.020Z,6058,unload,dummy,done,delete_module,b64,0,,1000,jane,0,root,3,921,913,pts0,rmmod,/usr/bin/kmod,"rmmod dummy","modules stig",login
  $ modtrail search --quiet --format raw --module af_alg examples/logs
  type=SYSCALL msg=audit(1764291302.871:402): arch=c000003e syscall=313 success=yes exit=0 a0=0 a1=560a1c40 a2=4 a3=0 items=0 ppid=2 pid=731 auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) ses=4294967295 comm="modprobe" exe="/usr/bin/kmod" subj=unconfined key="modules"
  type=KERN_MODULE msg=audit(1764291302.871:402): name="af_alg"
  type=PROCTITLE msg=audit(1764291302.871:402): proctitle=2F7362696E2F6D6F6470726F6265002D71002D2D006E65742D70662D3338
  $ modtrail search --quiet --all --format json --since 2025-11-28T02:12:11Z --until '2025-11-28 02:12:11Z' examples/logs
  {"schema":"modtrail.log_event/1","id":{"node":null,"time":"2025-11-28T02:12:11.022Z","serial":6059},"complete":true,"records":[{"type":"USER_CMD","fields":{"pid":"925","uid":"1000","auid":"1000","ses":"3","subj":"unconfined","msg":"'cwd=\"/\" cmd=\"x type=KERN_MODULE msg=audit(1764295931.022:6060): name=evil\" res=success'"}}]}
  {"schema":"modtrail.log_event/1","id":{"node":null,"time":"2025-11-28T02:12:11.020Z","serial":6058},"complete":true,"records":[{"type":"SYSCALL","fields":{"arch":"c000003e","syscall":"176","success":"yes","exit":"0","a0":"55b7a2c8","a1":"800","a2":"0","a3":"0","items":"0","ppid":"913","pid":"921","auid":"1000","uid":"0","gid":"0","euid":"0","suid":"0","fsuid":"0","egid":"0","sgid":"0","fsgid":"0","tty":"pts0","ses":"3","comm":"rmmod","exe":"/usr/bin/kmod","subj":"unconfined","key":"modules\u0001stig"},"enriched":{"ARCH":"x86_64","SYSCALL":"delete_module","AUID":"jane","UID":"root","GID":"root","EUID":"root","SUID":"root","FSUID":"root","EGID":"root","SGID":"root","FSGID":"root"}},{"type":"KERN_MODULE","fields":{"name":"dummy"}},{"type":"PROCTITLE","fields":{"proctitle":"rmmod\u0000dummy"}}]}

Standard input, and what is no record: the line is named on demand.

  $ modtrail search --format json --module none - < examples/logs/audit.log
  modtrail: note: 1 of 11 lines is no record; --verbose tells which
  [exit 1]
  $ modtrail search --verbose --module none examples/logs
  modtrail: note: examples/logs/audit.log:10: no record: the time is not SECONDS.MILLISECONDS
  modtrail: note: 1 of 18 lines is no record
  [exit 1]
  $ modtrail search --outcome busy examples/logs/audit.log.1
  [exit 1]
  $ gzip -c examples/logs/audit.log.1 | modtrail search --user unset --summary -
  2 module events from 2025-11-28T00:52:10.204Z to 2025-11-28T00:55:02.871Z

  MODULE          loads  unloads   failed  unknown  last
  af_alg              1        0        0        0  2025-11-28T00:55:02.871Z
  br_netfilter        1        0        0        0  2025-11-28T00:52:10.204Z

  USER          loads  unloads   failed  unknown  last
  (autoload)        1        0        0        0  2025-11-28T00:55:02.871Z
  (boot)            1        0        0        0  2025-11-28T00:52:10.204Z

  DAY           loads  unloads   failed  unknown  last
  2025-11-28        2        0        0        0  2025-11-28T00:55:02.871Z

  OUTCOME    loads  unloads   failed  unknown  last
  done           2        0        0        0  2025-11-28T00:55:02.871Z

A root has its own log and its own names.

  $ mkdir -p $TMP/root/var/log/audit $TMP/root/etc && sed 's/\x1d.*//' examples/logs/audit.log > $TMP/root/var/log/audit/audit.log
  $ echo 'anna:x:1000:1000::/:/bin/sh' > $TMP/root/etc/passwd && modtrail search --quiet --root $TMP/root --user anna --operation unload
  2025-11-28T02:12:11.020Z  unload dummy: done
      by anna (auid 1000) as uid 0, session 3, pts0; /usr/bin/kmod[921]: rmmod dummy
      delete_module b64 O_NONBLOCK; key modules, stig; serial 6058

Filters by time, and what is no time.

  $ modtrail search --quiet --until 2025-11-28T00:53Z --format csv examples/logs | tail -n +2 | cut -d, -f1-5
  ,2025-11-28T00:52:10.204Z,311,load,br_netfilter
  $ modtrail search --start @1764295940 --end @1764295940 --format csv --quiet examples/logs | wc -l
  2
  $ modtrail search --since tomorrow examples/logs
  modtrail: 'tomorrow' is no time: 2026-11-28, 2026-11-28T03:00:07, with Z or +01:00, @1795312729, '2h ago', now, recent, today, yesterday, this-week, week-ago, this-month, this-year or boot
  [exit 2]
  $ modtrail search --since boot examples/logs
  modtrail: boot is known of this host's own log alone; give the time
  [exit 2]
  $ modtrail search --since now --until yesterday examples/logs
  modtrail: --since is later than --until
  [exit 2]
  $ modtrail search --since now --start now examples/logs
  modtrail: --since and --start are the same; give one
  [exit 2]

What does not go together, and what is not there.

  $ modtrail search --all examples/logs
  modtrail: --all needs --format json or raw
  [exit 2]
  $ modtrail search --all --format json --module x examples/logs
  modtrail: --all can be narrowed by --since and --until alone
  [exit 2]
  $ modtrail search --summary --format ecs examples/logs
  modtrail: --summary is text or json
  [exit 2]
  $ modtrail search --raw examples/logs
  modtrail: --raw goes with --format json
  [exit 2]
  $ modtrail search --jobs 0 examples/logs
  modtrail: --jobs is a number from 1 to 64
  [exit 2]
  $ modtrail search $TMP/none.log
  modtrail: cannot read $TMP/none.log: no such file or directory
  [exit 2]
  $ mkdir $TMP/empty && modtrail search $TMP/empty
  modtrail: no log in $TMP/empty
  [exit 2]
  $ modtrail search --quiet --module dummy $TMP/none.log examples/logs/audit.log | head -1
  modtrail: cannot read $TMP/none.log: no such file or directory
  2025-11-28T02:12:09.576Z  load dummy: done
