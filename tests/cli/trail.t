Module events kept in a sealed trail, and the trail verified.

  $ modtrail search --into $TMP/trail examples/logs 2> $TMP/said
  > sed 's/chain=.*/chain=.../' $TMP/said
  modtrail: note: a chain begins; keep its key where nobody on this host can change it:
  modtrail: note: modtrail-key/1 chain=...
  modtrail: note: 6 of 6 module events are new in $TMP/trail
  modtrail: note: 1 of 18 lines is no record; --verbose tells which
  $ sed -n 's/.*note: modtrail-key/modtrail-key/p' $TMP/said > $TMP/key
  > cd $TMP; stat -c '%a %n' trail trail/keys/keys
  700 trail
  600 trail/keys/keys
  $ modtrail search --into $TMP/trail --quiet examples/logs
  > modtrail search --format json $TMP/trail > $TMP/a; modtrail search --quiet --format json examples/logs | cmp - $TMP/a
  $ cd $TMP; modtrail verify --key key --quiet trail
  trail: intact: 16 lines under 3 checkpoints of 1 chain
  $ cd $TMP; modtrail verify --quiet trail
  trail: unproven: 16 lines under 3 checkpoints of 1 chain
  [exit 2]
  $ cd $TMP; modtrail verify --key key --format json trail | grep -E '"(verdict|sealed|stopped)"'
    "verdict": "intact",
        "sealed": 16,
          "stopped": true

A checkpoint kept elsewhere tells a trail that was cut off, or put back to an older state; a change shows by itself.

  $ cd $TMP; modtrail verify --key key --print-anchor trail > anchor
  > cp -r trail changed; sed -i 's/success=yes/success=no /' changed/*.trail
  > modtrail verify --key key changed | sed -n 's/ (behind.*//; s/^error: .*: byte [0-9]*/error: byte N/p'
  error: byte N: the checkpoint is genuine, but the leaves before it are not those it was made of
  $ cd $TMP; cp -r trail older; sed -i '/^C/{n;q}' older/*.trail; sed -i '$d' older/*.trail
  > modtrail verify --key key --quiet older
  older: intact: 1 line under 1 checkpoint of 1 chain
  $ cd $TMP; modtrail verify --key key --anchor anchor older | grep -o 'an anchor is of.*place'
  an anchor is of epoch 2, leaf 16, and the chain ends before: it was cut off, or an older copy put in its place
  $ cd $TMP; rm older/*.trail; modtrail verify --key key older | grep -o 'which.*'
  which a key was given for, is not here

A trail has a quota.  What goes first is the oldest, and the chain says so; hashes and checkpoints stay.

  $ cd $TMP; for i in $(seq 9000); do
  >   printf 'type=SYSCALL msg=audit(1764300000.000:%d): arch=c000003e syscall=313 success=yes exit=0 uid=0 pid=9 exe="/usr/bin/kmod"\n' $i
  > done > many
  > modtrail search --into small --quota 1 many 2>&1 | sed -n 's/.*note: modtrail-key/modtrail-key/p' > small.key
  > test $(cat small/*.trail | wc -c) -le 1048576 && modtrail verify --key small.key --format json small | grep -E '"(verdict|sealed)"'
    "verdict": "intact",
        "sealed": 9002,
  $ cd $TMP; modtrail search --format json small | sed -n '1p;$p' | grep -o '"serial":[0-9]*'
  "serial":1001
  "serial":9000
  $ modtrail search --quota 1 examples/logs
  modtrail: --quota goes with --into
  [exit 2]
  $ modtrail search --into $TMP/small --quota 0 examples/logs
  modtrail: --quota takes MiB from 1 to 1048576, not "0"
  [exit 2]

Checkpoints leave the host by a file, a logger or a command; anchors are found again in what a logger wrote.

  $ cd $TMP; printf '#!/bin/sh\ncat > "$1"\n' > keeper; chmod +x keeper
  > modtrail verify --key key --quiet --anchor-to file:kept --anchor-to "command:$TMP/keeper $TMP/sent" trail
  > cmp kept anchor && cmp sent anchor && sed 's/^/Nov 28 03:00:00 host modtrail: /' anchor > logged
  > echo 'Nov 28 03:00:01 host cron: something else' >> logged; modtrail verify --key key --quiet --anchor logged trail
  trail: intact: 16 lines under 3 checkpoints of 1 chain
  trail: intact: 16 lines under 3 checkpoints of 1 chain
  $ cd $TMP; cp -r trail cut; sed -i '/^C/{n;q}' cut/*.trail; sed -i '$d' cut/*.trail
  > modtrail verify --key key --anchor logged cut | grep -o 'an anchor is of epoch 2, leaf 16'
  an anchor is of epoch 2, leaf 16
  $ cd $TMP; sed -i 's/sig=..../sig=/' logged; modtrail verify --key key --anchor logged trail
  modtrail: logged:1: a checkpoint that is not whole
  [exit 2]
  $ cd $TMP; modtrail verify --key key --anchor key trail
  modtrail: key holds no checkpoint
  [exit 2]
  $ cd $TMP; modtrail verify --quiet --key key --anchor-to pigeon trail
  trail: intact: 16 lines under 3 checkpoints of 1 chain
  modtrail: --anchor-to takes file:PATH, syslog, journald or command:PROGRAM ARGUMENTS, not "pigeon"
  [exit 2]
  $ cd $TMP; modtrail verify --quiet --key key --anchor-to syslog:nowhere trail
  trail: intact: 16 lines under 3 checkpoints of 1 chain
  modtrail: nowhere has not taken the anchors: cannot send to nowhere: no such file or directory
  [exit 2]
  $ cd $TMP; modtrail verify --quiet --key key --anchor-to command:/bin/false trail
  trail: intact: 16 lines under 3 checkpoints of 1 chain
  modtrail: /bin/false has not taken the anchors: it ended with 1
  [exit 2]

What is said of wrong words.

  $ cd $TMP; echo nonsense > bad; modtrail verify --key bad trail
  modtrail: bad:1: not a line that modtrail wrote: nonsense
  [exit 2]
  $ cd $TMP; modtrail verify nowhere
  modtrail: cannot open nowhere: no such file or directory
  [exit 2]
  $ modtrail search --into $TMP/trail --summary examples/logs
  modtrail: --into tells nothing, so it takes no --summary
  [exit 2]
