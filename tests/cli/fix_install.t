`modtrail fix --install` below a root: the diff, then the files; a second run changes nothing; --undo takes it back.

  $ mkdir -p $TMP/root/etc/audit/rules.d
  > printf -- '-D\n-a always,exit -F arch=b64 -S init_module,delete_module -k modules\n' > $TMP/root/etc/audit/rules.d/50-site.rules
  > chmod 0604 $TMP/root/etc/audit/rules.d/50-site.rules
  > modtrail fix --quiet --root $TMP/root --install
  --- /dev/null
  +++ $TMP/root/etc/audit/rules.d/75-modtrail.rules
  @@ -0,0 +1,4 @@
  +
  +## Module loads and unloads, written by modtrail
  +-a always,exit -F arch=b64 -S finit_module -k modules
  +-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
  modtrail: note: wrote $TMP/root/etc/audit/rules.d/75-modtrail.rules
  $ ls $TMP/root/etc/audit/rules.d
  50-site.rules
  75-modtrail.rules
  $ modtrail check -q --root $TMP/root
  $TMP/root: pass: all 6 ways to load or unload a module leave a record
  $ modtrail fix --root $TMP/root --install
  modtrail: nothing to fix
  $ modtrail fix --root $TMP/root --undo
  modtrail: note: restored $TMP/root/etc/audit/rules.d/75-modtrail.rules
  $ modtrail fix --root $TMP/root --undo
  modtrail: there is no installation to undo in $TMP/root/var/lib/modtrail/install
  [exit 2]
  $ ls $TMP/root/etc/audit/rules.d
  50-site.rules

A line that no rule can make good is commented out only where that is allowed.

  $ printf -- '-a never,task\n' > $TMP/root/etc/audit/rules.d/10-quiet.rules
  > modtrail fix --quiet --root $TMP/root --install > $TMP/diff
  modtrail: 1 line would be commented out, the first at $TMP/root/etc/audit/rules.d/10-quiet.rules:1 (a task born under it is never recorded, whatever exit rules there are): say --allow-changes
  [exit 2]
  $ modtrail fix --quiet --root $TMP/root --install --allow-changes > $TMP/diff
  > cat $TMP/root/etc/audit/rules.d/10-quiet.rules
  > stat -c %a $TMP/root/etc/audit/rules.d/50-site.rules
  > modtrail check -q --root $TMP/root
  modtrail: note: wrote $TMP/root/etc/audit/rules.d/75-modtrail.rules
  modtrail: note: wrote $TMP/root/etc/audit/rules.d/10-quiet.rules
  # modtrail: -a never,task
  604
  $TMP/root: pass: all 6 ways to load or unload a module leave a record

What was changed by someone else since is left alone, and links below the root lead nowhere else.

  $ echo '# theirs' >> $TMP/root/etc/audit/rules.d/10-quiet.rules
  > modtrail fix --root $TMP/root --undo
  modtrail: $TMP/root/etc/audit/rules.d/10-quiet.rules was changed by someone else in the meantime; nothing was written
  [exit 2]
  $ mkdir -p $TMP/other/etc $TMP/elsewhere/rules.d
  > printf -- '-D\n' > $TMP/elsewhere/rules.d/a.rules
  > ln -s $TMP/elsewhere $TMP/other/etc/audit
  > modtrail fix --root $TMP/other --install
  modtrail: nothing to check: no /etc/audit/rules.d and no /etc/audit/audit.rules in $TMP/other
  [exit 2]
  $ ls $TMP/elsewhere/rules.d
  a.rules

What does not go together.

  $ modtrail fix --install examples/host-seed.rules
  modtrail: --install and --load are for the running host: leave out the SOURCE
  [exit 2]
  $ modtrail fix --install --as rules
  modtrail: --as does not go with --install and --load
  [exit 2]
  $ modtrail fix --load --root $TMP/root
  modtrail: --load is for the running kernel: leave out --root
  [exit 2]
  $ modtrail fix --allow-changes --root $TMP/root
  modtrail: --allow-changes goes with --install and --load
  [exit 2]
