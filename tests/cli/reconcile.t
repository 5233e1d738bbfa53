The modules of machines held against their logs.  tests/modules/roots.py makes the machines, and says what was done to each.

  $ tests/modules/roots.py $TMP/roots
  > cd $TMP/roots; modtrail reconcile --root as-it-should-be
  as-it-should-be: consistent: 4 modules, 2 of them recorded

       2  accounted for by a record
       2  loaded before auditing began
       2  built in

  Records since 2025-11-28T00:50:06.100Z, of 1 log.
  Consistent means that what was read agrees, not that the kernel is clean: kernel code
  can lie to whoever asks it. What is told of a module is what its file says today;
  signatures are read, not verified.
  $ cd $TMP/roots; modtrail reconcile --root unrecorded-by-dmesg
  unrecorded-by-dmesg: different: 1 difference, 5 modules, 0 of them recorded

       1  unrecorded
       4  loaded at an unknown time
       2  built in

  unrecorded (certain): evil
      no record tells of its load: the kernel's log has its load at
      2025-11-28T01:05:00.500Z, after the first record of this boot
      taints OE
      /lib/modules/6.1.0-9-amd64/updates/dkms/evil.ko, of no package
      sha256 beeb9703fed394e45c9c4cc3f1b7530aa42f03d7b57a9a18896da41e94379eb3
      not signed; vermagic 6.1.0-9-amd64 SMP preempt mod_unload modversions
      the file that was loaded

  Records since 2025-11-28T00:50:00.250Z, of 1 log.
  Undecided: nobody can tell when 4 modules were loaded: before auditing began or since.
  Consistent means that what was read agrees, not that the kernel is clean: kernel code
  can lie to whoever asks it. What is told of a module is what its file says today;
  signatures are read, not verified.
  [exit 1]
  $ cd $TMP/roots; modtrail reconcile --root hidden-recorded
  hidden-recorded: different: 2 differences, 5 modules, 2 of them recorded

       2  accounted for by a record
       2  loaded before auditing began
       1  hidden
       2  built in

  vanished (strong): quiet
      its load is recorded (2025-11-28T01:05:00.250Z, serial 22), its unload is not, and
      it is not in /proc/modules: it hides, or its unload left no record
      kmod's index has no file for it
  hidden-from-list (strong): quiet
      /sys/module has it as loaded, and /proc/modules lacks it
      kmod's index has no file for it

  Records since 2025-11-28T00:50:06.100Z, of 1 log.
  Consistent means that what was read agrees, not that the kernel is clean: kernel code
  can lie to whoever asks it. What is told of a module is what its file says today;
  signatures are read, not verified.
  [exit 1]
  $ cd $TMP/roots; modtrail reconcile --root first-load-long-after
  first-load-long-after: undecided: 4 modules, 1 of them recorded

       1  accounted for by a record
       3  loaded at an unknown time
       2  built in

  Records since 2025-11-28T00:50:06.100Z, of 1 log.
  Undecided: nobody can tell when 3 modules were loaded: before auditing began or since.
  Consistent means that what was read agrees, not that the kernel is clean: kernel code
  can lie to whoever asks it. What is told of a module is what its file says today;
  signatures are read, not verified.
  [exit 2]
  $ cd $TMP/roots; modtrail reconcile --root contradiction --verbose
  contradiction: different: 1 difference, 4 modules, 1 of them recorded

       1  accounted for by a record
       2  loaded before auditing began
       1  unrecorded
       2  built in
       1  unloads recorded

  contradiction (certain): dummy
      its unload is recorded (2025-11-28T01:01:40.250Z, serial 22), and it is loaded: a
      later load left no record
      /lib/modules/6.1.0-9-amd64/kernel/drivers/net/dummy.ko, of package linux-image-6.1.0-9-amd64
      sha256 653765f0928e63fff3a18602900e6085380e20a9f6e3661466d8e281da480dd4
      signed by Some distribution's kernel key 1011121314151617 (sha256); vermagic 6.1.0-9-amd64 SMP preempt mod_unload modversions
      the file that was loaded

  dummy: unrecorded: the last that is recorded of it is its unload, 2025-11-28T01:01:40.250Z
      /lib/modules/6.1.0-9-amd64/kernel/drivers/net/dummy.ko, of package linux-image-6.1.0-9-amd64
      sha256 653765f0928e63fff3a18602900e6085380e20a9f6e3661466d8e281da480dd4
      signed by Some distribution's kernel key 1011121314151617 (sha256); vermagic 6.1.0-9-amd64 SMP preempt mod_unload modversions
      the file that was loaded
  ifb: accounted for by a record, 2025-11-28T00:50:10.250Z, serial 20
      /lib/modules/6.1.0-9-amd64/kernel/drivers/net/ifb.ko, of package linux-image-6.1.0-9-amd64
      sha256 8a38d9e3aba9f6f6f25868554daf19514d7a68ac5ae24c4139eb04aa34fe8fd1
      signed by Some distribution's kernel key 1011121314151617 (sha256); vermagic 6.1.0-9-amd64 SMP preempt mod_unload modversions
      the file that was loaded
  ext4: loaded before auditing began: loaded before the load of ifb, 2025-11-28T00:50:10.250Z
      /lib/modules/6.1.0-9-amd64/kernel/fs/ext4/ext4.ko, of package linux-image-6.1.0-9-amd64
      sha256 66b1a2e8d6be453b7a661d01a1fd8403a9d8bb0145c32882f0068e7df3726ff8
      signed by Some distribution's kernel key 1011121314151617 (sha256); vermagic 6.1.0-9-amd64 SMP preempt mod_unload modversions
      the file that was loaded
  jbd2: loaded before auditing began: loaded before the load of ifb, 2025-11-28T00:50:10.250Z
      /lib/modules/6.1.0-9-amd64/kernel/fs/jbd2/jbd2.ko, of package linux-image-6.1.0-9-amd64
      sha256 3935a44958df88237118e06ffd24fd2eb18dcd1a4cd646a4c6173058553081a4
      signed by Some distribution's kernel key 1011121314151617 (sha256); vermagic 6.1.0-9-amd64 SMP preempt mod_unload modversions
      the file that was loaded
  dummy: unloaded 2025-11-28T01:01:40.250Z, serial 22: contradicted
  Records since 2025-11-28T00:50:06.100Z, of 1 log.
  Consistent means that what was read agrees, not that the kernel is clean: kernel code
  can lie to whoever asks it. What is told of a module is what its file says today;
  signatures are read, not verified.
  [exit 1]
  $ cd $TMP/roots; modtrail reconcile --root nothing-but-the-list
  nothing-but-the-list: undecided: 4 modules, 2 of them recorded

       2  accounted for by a record
       2  loaded before auditing began

  Records since 2025-11-28T00:50:06.100Z, of 1 log.
  Not read: /sys/module (not there); /proc/kallsyms (not there); /proc/vmallocinfo (not
  there); /sys/kernel/btf (not there).
  Undecided: /sys/module was not compared: it is not there.
  Consistent means that what was read agrees, not that the kernel is clean: kernel code
  can lie to whoever asks it. What is told of a module is what its file says today;
  signatures are read, not verified.
  [exit 2]

Every machine, its exit code, and what is said of it.

  $ cd $TMP/roots; for root in *; do
  > modtrail reconcile --root $root --format json > $root.json; echo "$? $root" $(sed -n 's/^      "kind": "\(.*\)",/\1/p' $root.json)
  > done
  0 as-it-should-be
  0 boot-module-unloaded
  1 contradiction contradiction
  1 contradiction-of-a-boot-module contradiction
  1 departed departed-unrecorded
  2 first-load-long-after
  1 hidden-from-list hidden-from-list hidden-types
  1 hidden-from-sys hidden-from-sys
  1 hidden-from-sys-unrecorded unrecorded hidden-from-sys
  1 hidden-holder-in-list hidden-holder
  1 hidden-holder-in-sys hidden-holder
  1 hidden-memory hidden-memory
  1 hidden-memory-of-a-known-size hidden-memory
  1 hidden-recorded vanished hidden-from-list
  1 hidden-types hidden-types
  1 hidden-types-of-two hidden-types hidden-types
  1 list-file-filtered hidden-from-list
  1 named-as-built-in named-as-built-in
  2 no-log
  2 no-log-of-this-boot
  2 no-sys
  2 nothing-but-the-list
  0 of-the-boot-by-dmesg
  0 recorded-and-unloaded
  0 recorded-force
  1 refused-then-loaded unrecorded
  0 reloaded
  0 still-loading
  1 taint-of-another taint-orphan departed-unrecorded
  0 taint-of-one-that-is-there
  0 taint-of-one-that-left
  1 taint-orphan taint-orphan
  1 taint-orphan-beside-a-warning taint-orphan
  0 taint-that-is-no-modules
  2 torn-list
  1 unrecorded unrecorded
  1 unrecorded-between unrecorded
  1 unrecorded-by-dmesg unrecorded
  1 unrecorded-force unrecorded-force
  1 unrecorded-force-beside-an-unload unrecorded-force
  1 vanished vanished
  1 vanished-after-a-reload vanished

Every document is valid (golden.py looks at each in $TMP).  One module, whole:

  $ cd $TMP/roots; modtrail reconcile --root unrecorded-by-dmesg --format json | sed -n '/"modules"/,/^    }/p'
    "modules": [
      {
        "name": "evil",
        "standing": "unrecorded",
        "because": "the kernel's log has its load at 2025-11-28T01:05:00.500Z, after the first record of this boot",
        "state": "live",
        "size": 24576,
        "taints": "OE",
        "build_id": "6576696c6576696c6576696c6576696c6576696c",
        "file": {
          "path": "/lib/modules/6.1.0-9-amd64/updates/dkms/evil.ko",
          "sha256": "beeb9703fed394e45c9c4cc3f1b7530aa42f03d7b57a9a18896da41e94379eb3",
          "unread": null,
          "vermagic": "6.1.0-9-amd64 SMP preempt mod_unload modversions ",
          "version": null,
          "license": "none",
          "build_id": "6576696c6576696c6576696c6576696c6576696c",
          "loaded": "same",
          "signature": null,
          "odd_signature": null,
          "owner": "",
          "owner_unknown": null
        }
      },

Logs can be named: a copy, or a sealed trail.

  $ cd $TMP/roots; cp as-it-should-be/var/log/audit/audit.log log; modtrail reconcile --quiet --root no-log log
  no-log: consistent: 4 modules, 2 of them recorded
  $ cd $TMP/roots; modtrail search --quiet --into trail log 2> said; modtrail reconcile --quiet --root no-log trail
  no-log: consistent: 4 modules, 2 of them recorded
  $ cd $TMP/roots; modtrail reconcile --quiet --root no-log
  no-log: undecided: 4 modules, 0 of them recorded
  [exit 2]
  $ cd $TMP/roots; echo '[  900.500000] evil: loading out-of-tree module taints kernel.' > dmesg
  > modtrail reconcile --quiet --root as-it-should-be --kernel-log dmesg
  as-it-should-be: different: 1 difference, 4 modules, 2 of them recorded
  [exit 1]

  $ cd $TMP/roots; modtrail reconcile --root no-log | sed -n '/^No records/,/^Undecided/p'
  No records: there is no log.
  Undecided: nobody can tell when 4 modules were loaded: there is no record of this boot.
  $ modtrail help reconcile | tail -n 1
  Exit codes: 0 nothing differs; 1 something does; 2 usage, unreadable input, not everything could be judged.

What is said of wrong words.

  $ cd $TMP/roots; modtrail reconcile --root nowhere
  modtrail: cannot open nowhere: no such file or directory
  [exit 2]
  $ cd $TMP/roots; modtrail reconcile --root as-it-should-be nowhere
  modtrail: cannot read nowhere: no such file or directory
  [exit 2]
  $ mkdir $TMP/empty; cd $TMP; modtrail reconcile --root empty
  modtrail: nothing to reconcile: empty has no /proc/modules
  [exit 2]
  $ modtrail reconcile --format csv
  modtrail: reconcile: --format is text|json, not "csv" (modtrail help reconcile)
  [exit 2]

Where packages are RPM's and their database is of an old form, it is not read, and that is said.

  $ cd $TMP; cp -r roots/as-it-should-be rpm; rm -r rpm/var/lib/dpkg; mkdir -p rpm/var/lib/rpm; touch rpm/var/lib/rpm/Packages
  > modtrail reconcile --root rpm --verbose | grep -o 'package not known.*' | uniq -c
        4 package not known: the RPM database in /var/lib/rpm is of Berkeley DB, which is not read
