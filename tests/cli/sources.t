What a SOURCE can be.

Standard input.

  $ modtrail check -q - < examples/modules.rules

A directory, merged as augenrules merges it: the file without the suffix is not read.

  $ mkdir $TMP/rules.d
  > cp examples/modules.rules $TMP/rules.d/50-modules.rules
  > echo '-a never,exit -F arch=b64 -S delete_module' > $TMP/rules.d/10-never.rules.bak
  > modtrail check $TMP/rules.d

A root: its own rules, its own facts.

  $ mkdir -p $TMP/root/etc/audit/rules.d $TMP/root/usr/bin $TMP/root/usr/sbin $TMP/root/usr/lib
  > ln -s usr/bin usr/sbin usr/lib $TMP/root
  > echo 'ID=debian' > $TMP/root/etc/os-release
  > cp examples/host-seed.rules $TMP/root/etc/audit/rules.d/
  > touch $TMP/root/usr/bin/kmod
  > ln -s ../bin/kmod $TMP/root/usr/sbin/insmod
  > modtrail check --root $TMP/root

A source on the files of a root: its rules, not the root's.

  $ modtrail check -q --root $TMP/root examples/modules.rules

A listing is what the kernel has: nothing is loaded, nothing can stop.

  $ modtrail check --input listing - <<'END'
  > -w /sbin/insmod -p x -k modules
  > -a always,exit -F arch=b64 -S init_module,delete_module,finit_module -F key=modules
  > END

  $ echo 'No rules' | modtrail check -q -

Nothing to check is never a pass.

  $ mkdir $TMP/empty $TMP/bare
  > : > $TMP/empty.rules
  > modtrail check $TMP/empty

  $ modtrail check --root $TMP/bare

  $ modtrail check $TMP/empty.rules

  $ modtrail check $TMP/no-such.rules

A place without rules is judged: nothing is recorded.

  $ mkdir -p $TMP/bare/etc/audit/rules.d
  > modtrail check -q --root $TMP/bare

  $ echo '# nothing yet' | modtrail check -q -
