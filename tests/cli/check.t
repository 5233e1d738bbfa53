`modtrail check` on the two example rulesets, in each form of the answer.  README shows the first two.

The ruleset many guides print leaves the call that kmod makes unrecorded.

  $ modtrail check examples/host-seed.rules

The complete one passes.

  $ modtrail check examples/modules.rules

The verdict alone; every witness.

  $ modtrail check --quiet examples/host-seed.rules examples/modules.rules

  $ modtrail check --verbose examples/host-seed.rules

As JSON: one document for one source, one that holds them all for several.

  $ modtrail check --format json examples/host-seed.rules

  $ modtrail check --format json examples/modules.rules

  $ modtrail check --format json examples/host-seed.rules examples/modules.rules | head -n 5

Facts: x32 cannot be covered by rules; nobody's rules reach a machine booted with audit=0.

  $ modtrail check --assume x32=on examples/modules.rules

  $ modtrail check -q --assume audit=0 examples/modules.rules

  $ modtrail check -q --arch aarch64 examples/modules.rules

  $ modtrail check -q --arch ppc64le examples/modules.rules

  $ modtrail check -q --strict examples/modules.rules

Only those who logged in.

  $ printf '%s\n' '-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F auid>=1000 -F auid!=unset -k m' > $TMP/logins.rules
  > modtrail check -q --scope logins $TMP/logins.rules

  $ modtrail check $TMP/logins.rules

Profiles.

  $ modtrail check --profile cisco-fmc examples/host-seed.rules

  $ modtrail check -q --profile no-such-profile examples/host-seed.rules

Where the answer goes.

  $ modtrail check -o json:$TMP/report.json -o $TMP/report.txt -o - --color always --quiet examples/modules.rules
  > cat $TMP/report.txt
  > head -n 3 $TMP/report.json
