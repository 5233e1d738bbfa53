A log is followed; here what it holds by now is read.  Without the kernel's counter nothing is ever complete.

  $ cp -r examples/logs $TMP/log; cd $TMP; modtrail watch --once --whole --state state log/audit.log
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
  2025-11-28T02:12:20.112Z  LOSS: 1 line of the log no record
  2025-11-28T00:55:02.871Z  LOSS: 90 events missing: serials 312 to 401
  2025-11-28T02:12:20.112Z  ALERT trail-gap: torn-lines (1 line)
  2025-11-28T00:55:02.871Z  ALERT trail-gap: serial-gap (90 serials)
  2025-11-28T02:12:30.300Z  load or unload a b: outcome not recorded
      by nobody knows whom: the event has no SYSCALL record
      serial 6080
  2025-11-28T02:12:30.300Z  LOSS: 5672 events missing: serials 404 to 6079, not all of them
  2025-11-28T02:12:30.300Z  trail incomplete since 2025-11-28T00:52:10.204Z: 17 records, 6 module events
        1 line of the log no record
        5762 events missing: serials 312 to 6079, not all of them
        the kernel's count of lost records is not known (the log is not taken to be this host's)
  2025-11-28T02:12:30.300Z  ALERT trail-gap: serial-gap, 4 times (5672 serials)
  [exit 1]
  $ cd $TMP; modtrail watch --once --state state log/audit.log; stat -c %a state
  600

What comes later is read the next time, through a rotation; a state says how far that was.

  $ cd $TMP; mv log/audit.log.1 log/audit.log.2; mv log/audit.log log/audit.log.1
  > echo 'type=KERN_MODULE msg=audit(1764296000.000:6081): name="next"' > log/audit.log
  > modtrail watch --once --state state --format json -o events.jsonl log/audit.log; cat events.jsonl
  {"schema":"modtrail.event/1","id":{"node":null,"time":"2025-11-28T02:13:20.000Z","serial":6081},"operation":null,"module":"next","outcome":null,"syscall":null,"abi":null,"arch":null,"flags":[],"success":null,"exit":null,"errno":null,"origin":"unknown","auid":null,"auid_name":null,"uid":null,"uid_name":null,"gid":null,"gid_name":null,"session":null,"pid":null,"ppid":null,"tty":null,"comm":null,"exe":null,"proctitle":null,"command":[],"cwd":null,"subj":null,"keys":[],"complete":true}
  {"schema":"modtrail.interval/1","verdict":"unknown","since":"2025-11-28T02:12:30.300Z","until":"2025-11-28T02:13:20.000Z","records":1,"module_events":1,"losses":[{"cause":"counter-unread","amount":null,"unit":null,"times":1,"since":"2025-11-28T02:12:30.300Z","until":"2025-11-28T02:13:20.000Z","node":null,"serials":null,"detail":"the log is not taken to be this host's"}]}
  $ cd $TMP; modtrail watch --once --state state log/audit.log.1
  modtrail: state is the state of a watch of log:log/audit.log
  [exit 2]
  $ cd $TMP; echo '{"schema":"modtrail.event/1"}' > bad; modtrail watch --once --state bad log/audit.log
  modtrail: bad: no state of a watch: schema; take it away to begin anew
  [exit 2]

A sealed trail holds the records and the account.

  $ cp -r examples/logs $TMP/again; cd $TMP; modtrail watch --once --whole --into trail again/audit.log > /dev/null 2> said
  > sed -n 's/.*note: modtrail-key/modtrail-key/p' said > key; modtrail verify --quiet --key key trail
  > grep -c '^R ' trail/*.trail; grep '^L ' trail/*.trail | grep -o '"verdict":"[a-z]*"'
  trail: intact: 23 lines under 3 checkpoints of 1 chain
  15
  "verdict":"incomplete"

Wrong words.

  $ modtrail watch --raw
  modtrail: --raw goes with --format json
  [exit 2]
  $ modtrail watch --interval 0
  modtrail: --interval takes seconds from 1 to 86400, not "0"
  [exit 2]
  $ modtrail watch a b
  modtrail: watch follows one log
  [exit 2]

Alerts: what no rule of the policy allows, and more.  A first policy is learned, and looked at before it is used.

  $ cp -r examples/logs $TMP/third; cd $TMP; modtrail watch --once --whole --learn learned.toml third/audit.log > /dev/null
  [exit 1]
  $ cat $TMP/learned.toml
  # What may come and go here; `modtrail watch --policy` tells of everything else (docs/watch.md).
  # Written by `modtrail watch --learn` from what it saw: look at each name before you trust it.
  # Of other names than letters, digits, - and _: 0, left out.

  [[allow]]
  module = [
    "af_alg",
    "br_netfilter",
    "dummy",
  ]
  $ cd $TMP; modtrail watch --once --whole --policy learned.toml third/audit.log | grep ALERT
  2025-11-28T02:12:20.112Z  ALERT trail-gap: torn-lines (1 line)
  2025-11-28T00:55:02.871Z  ALERT trail-gap: serial-gap (90 serials)
  2025-11-28T02:12:30.300Z  ALERT unexpected-module: a b (load or unload: outcome not recorded, ? as ? by ?)
  2025-11-28T02:12:30.300Z  ALERT trail-gap: serial-gap, 4 times (5672 serials)
  $ cd $TMP; printf '[[allow]]\nmodule = "br_*"\norigin = "boot"\n' > policy.toml
  > modtrail watch --once --whole --format json --policy policy.toml third/audit.log | grep -F modtrail.alert
  {"schema":"modtrail.alert/1","kind":"unexpected-module","subject":"af_alg","repeats":false,"times":1,"since":"2025-11-28T00:55:02.871Z","until":"2025-11-28T00:55:02.871Z","event":{"node":null,"time":"2025-11-28T00:55:02.871Z","serial":402},"detail":"load: done, unset as 0 by /usr/bin/kmod"}
  {"schema":"modtrail.alert/1","kind":"unexpected-module","subject":"dummy","repeats":false,"times":1,"since":"2025-11-28T02:12:09.576Z","until":"2025-11-28T02:12:09.576Z","event":{"node":null,"time":"2025-11-28T02:12:09.576Z","serial":6055},"detail":"load: done, jane as root by /usr/bin/kmod"}
  {"schema":"modtrail.alert/1","kind":"trail-gap","subject":"torn-lines","repeats":false,"times":1,"since":"2025-11-28T02:12:20.112Z","until":"2025-11-28T02:12:20.112Z","event":null,"detail":"1 line"}
  {"schema":"modtrail.alert/1","kind":"trail-gap","subject":"serial-gap","repeats":false,"times":1,"since":"2025-11-28T00:52:10.204Z","until":"2025-11-28T00:55:02.871Z","event":null,"detail":"90 serials"}
  {"schema":"modtrail.alert/1","kind":"unexpected-module","subject":"a b","repeats":false,"times":1,"since":"2025-11-28T02:12:30.300Z","until":"2025-11-28T02:12:30.300Z","event":{"node":null,"time":"2025-11-28T02:12:30.300Z","serial":6080},"detail":"load or unload: outcome not recorded, ? as ? by ?"}
  {"schema":"modtrail.alert/1","kind":"unexpected-module","subject":"dummy","repeats":true,"times":1,"since":"2025-11-28T02:12:11.020Z","until":"2025-11-28T02:12:11.020Z","event":{"node":null,"time":"2025-11-28T02:12:11.020Z","serial":6058},"detail":"unload: done, jane as root by /usr/bin/kmod"}
  {"schema":"modtrail.alert/1","kind":"trail-gap","subject":"serial-gap","repeats":true,"times":4,"since":"2025-11-28T00:55:02.875Z","until":"2025-11-28T02:12:30.300Z","event":null,"detail":"5672 serials"}
  $ cd $TMP; modtrail watch --once --learn learned.toml third/audit.log
  modtrail: learned.toml is there already
  [exit 2]
  $ cd $TMP; printf '[[allow]]\nmodul = "x"\n' > bad.toml; modtrail watch --once --policy bad.toml third/audit.log
  modtrail: bad.toml:2:9: unknown word modul; did you mean module?
  [exit 2]
