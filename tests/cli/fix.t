`modtrail fix`: the least that closes the gap.

  $ modtrail fix examples/host-seed.rules
  --- examples/host-seed.rules
  +++ examples/host-seed.rules
  @@ -5,3 +5,6 @@
   -w /sbin/rmmod -p x -k modules
   -w /sbin/modprobe -p x -k modules
   -a always,exit -F arch=b64 -S init_module -S delete_module -k modules
  +## Added by modtrail
  +-a always,exit -F arch=b64 -S finit_module -k modules
  +-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
  modtrail: note: the watch on /usr/sbin/insmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/rmmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/modprobe sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record

A diff that patch(1) applies; then there is nothing left to fix.

  $ cp examples/host-seed.rules $TMP/
  > modtrail fix $TMP/host-seed.rules | patch -s $TMP/host-seed.rules
  > modtrail check -q $TMP/host-seed.rules
  modtrail: note: the watch on /usr/sbin/insmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/rmmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/modprobe sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  $TMP/host-seed.rules: pass: all 6 ways to load or unload a module leave a record; 3 warnings

  $ modtrail fix $TMP/host-seed.rules
  modtrail: nothing to fix

  $ modtrail fix --check $TMP/host-seed.rules
  modtrail: nothing to fix

  $ modtrail fix --check examples/host-seed.rules
  [exit 1]

As a file for rules.d.

  $ modtrail fix --as rules examples/host-seed.rules

  ## Module loads and unloads, written by modtrail
  -a always,exit -F arch=b64 -S finit_module -k modules
  -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
  modtrail: note: the watch on /usr/sbin/insmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/rmmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/modprobe sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record

  $ mkdir $TMP/rules.d
  > cp examples/host-seed.rules $TMP/rules.d/30-guide.rules
  > modtrail fix --as rules -o $TMP/rules.d/$(modtrail fix $TMP/rules.d | sed -n 's|^+++ .*/||p') $TMP/rules.d
  > ls $TMP/rules.d
  > modtrail check -q $TMP/rules.d
  modtrail: note: the watch on /usr/sbin/insmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/rmmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/modprobe sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  modtrail: note: the watch on /usr/sbin/insmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/rmmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/modprobe sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  30-guide.rules
  75-modtrail.rules
  $TMP/rules.d: pass: all 6 ways to load or unload a module leave a record; 4 warnings

Before a line that locks the rules, even where the file lacks its last newline.

  $ printf '%s\n%s\n%s' '-D' '-a always,exit -F arch=b64 -S init_module -k site' '-e 2' > $TMP/locked.rules
  > modtrail fix $TMP/locked.rules
  --- $TMP/locked.rules
  +++ $TMP/locked.rules
  @@ -1,3 +1,6 @@
   -D
   -a always,exit -F arch=b64 -S init_module -k site
  +## Added by modtrail
  +-a always,exit -F arch=b64 -S finit_module,delete_module -k site
  +-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k site
  --e 2
  \ No newline at end of file
  +-e 2
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record

  $ modtrail fix $TMP/locked.rules | patch -s $TMP/locked.rules
  > modtrail check -q $TMP/locked.rules
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  $TMP/locked.rules: pass: all 6 ways to load or unload a module leave a record

Lines that no rule can make good are commented out.

  $ cat > $TMP/bad.rules <<'END'
  > -a always,exit -F arch=b64 -S init_module,finit_module -k site # loads
  > -a always,exit -F arch=b64 -S delete_module -k site
  > END
  > modtrail fix $TMP/bad.rules
  --- $TMP/bad.rules
  +++ $TMP/bad.rules
  @@ -1,2 +1,5 @@
  --a always,exit -F arch=b64 -S init_module,finit_module -k site # loads
  +# modtrail: -a always,exit -F arch=b64 -S init_module,finit_module -k site # loads
   -a always,exit -F arch=b64 -S delete_module -k site
  +## Added by modtrail
  +-a always,exit -F arch=b64 -S init_module,finit_module -k site
  +-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k site
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record

  $ modtrail fix --as rules $TMP/bad.rules

  ## Module loads and unloads, written by modtrail
  -a always,exit -F arch=b64 -S init_module,finit_module -k site
  -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k site
  modtrail: $TMP/bad.rules:1: no rule can make this line good: -a always,exit -F arch=b64 -S init_module,finit_module -k site # loads: a comment needs a line of its own: auditctl takes these words for part of the rule
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  [exit 1]

  $ modtrail fix $TMP/bad.rules | patch -s $TMP/bad.rules
  > modtrail check -q $TMP/bad.rules
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  $TMP/bad.rules: pass: all 6 ways to load or unload a module leave a record

What no rule can close.

  $ modtrail fix --assume x32=on examples/modules.rules
  modtrail: rules cannot close this: no exit rule can name a call of the x32 ABI: start the kernel with syscall.x32=n
  [exit 1]
