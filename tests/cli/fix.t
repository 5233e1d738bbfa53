`modtrail fix`: the least that closes the gap.

  $ modtrail fix examples/host-seed.rules

A diff that patch(1) applies; then there is nothing left to fix.

  $ cp examples/host-seed.rules $TMP/
  > modtrail fix $TMP/host-seed.rules | patch -s $TMP/host-seed.rules
  > modtrail check -q $TMP/host-seed.rules

  $ modtrail fix $TMP/host-seed.rules

  $ modtrail fix --check $TMP/host-seed.rules

  $ modtrail fix --check examples/host-seed.rules

As a file for rules.d.

  $ modtrail fix --as rules examples/host-seed.rules

  $ mkdir $TMP/rules.d
  > cp examples/host-seed.rules $TMP/rules.d/30-guide.rules
  > modtrail fix --as rules -o $TMP/rules.d/$(modtrail fix $TMP/rules.d | sed -n 's|^+++ .*/||p') $TMP/rules.d
  > ls $TMP/rules.d
  > modtrail check -q $TMP/rules.d

Before a line that locks the rules, even where the file lacks its last newline.

  $ printf '%s\n%s\n%s' '-D' '-a always,exit -F arch=b64 -S init_module -k site' '-e 2' > $TMP/locked.rules
  > modtrail fix $TMP/locked.rules

  $ modtrail fix $TMP/locked.rules | patch -s $TMP/locked.rules
  > modtrail check -q $TMP/locked.rules

Lines that no rule can make good are commented out.

  $ cat > $TMP/bad.rules <<'END'
  > -a always,exit -F arch=b64 -S init_module,finit_module -k site # loads
  > -a always,exit -F arch=b64 -S delete_module -k site
  > END
  > modtrail fix $TMP/bad.rules

  $ modtrail fix --as rules $TMP/bad.rules

  $ modtrail fix $TMP/bad.rules | patch -s $TMP/bad.rules
  > modtrail check -q $TMP/bad.rules

What no rule can close.

  $ modtrail fix --assume x32=on examples/modules.rules
