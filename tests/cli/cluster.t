MachineConfigs and what wraps them.

The pair that stands ready: each pool has its own verdict.

  $ modtrail check -q examples/openshift/75-audit-modules-*.yaml
  pool master: pass: all 6 ways to load or unload a module leave a record
  pool worker: pass: all 6 ways to load or unload a module leave a record

Standard input, as oc prints it; one pool alone.

  $ cat examples/openshift/75-audit-modules-worker.yaml | modtrail check --pool worker -q -
  pool worker: pass: all 6 ways to load or unload a module leave a record; 1 warning

A word of Butane's in a MachineConfig: the pool cannot be rendered, and the place is told.

  $ modtrail check examples/slips/inline.yaml
  pool master: fail: 6 of 6 ways to load or unload a module can leave no record; 2 errors, 1 warning

         init_module   finit_module   delete_module
    b64  ✗ never       ✗ never        ✗ never
    b32  ✗ never       ✗ never        ✗ never
    x32  · off         · off          · off

  A load by the kernel itself (modprobe, uid 0, no login) through init_module in b64
    leaves no record: no rule takes init_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=init_module pid=4211 ppid=57 args=139887353266176,20480,94355073274464' --pool master examples/slips/inline.yaml

  A load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64
    leaves no record: no rule takes finit_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=finit_module pid=4211 ppid=57 args=3,94355073274464' --pool master examples/slips/inline.yaml
    (4 more with --verbose)

  error[contents-inline]: contents.inline is Butane's: to Ignition the file has no source,
    and overwrite: true without one is an error: the pool cannot be rendered with it, and
    none of its files reach the nodes
    --> examples/slips/inline.yaml:19:13
     |
  19 |             inline: |
     |             ^^^^^^
     = hint: write the text as a data URL: source: data:,... (modtrail fix --as
         machineconfig does), or make it Butane and run butane on it

  error[missing-syscall]: no rule takes init_module, finit_module or delete_module: no
    load and no unload leaves a record
    = hint: add rules for the three calls
    = fix: -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  warning[pool-left-out]: these rules are for the pool master alone: nothing in the input
    puts any on the worker nodes
   --> examples/slips/inline.yaml:6:9
    |
  6 |   name: 75-module-rules
    |         ^^^^^^^^^^^^^^^
    = hint: make a second MachineConfig with the label
        machineconfiguration.openshift.io/role: worker

  1 note with --verbose

  Rules to add (where: modtrail fix --pool master examples/slips/inline.yaml)
    -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
    -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  Assuming: x32 off, ia32 on. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 1]

The same as Butane.

  $ modtrail check -q examples/slips/inline.bu
  pool master: pass: all 6 ways to load or unload a module leave a record; 1 warning

A rule is found in the literal block and in the percent-encoded URL, by line and column of the document.

  $ sed 's/arch=b32 -S init/arch=b32 -S nosuch/' examples/slips/inline.bu > $TMP/bad.bu
  > modtrail check $TMP/bad.bu | sed -n '/^error.rules-lost/,/hint/p'
  error[rules-lost-after-error]: auditctl stops here: 'nosuch_module' is no syscall of
    i386 that auditctl 3.1.5 knows; 3 rules and 1 setting are lost
    --> $TMP/bad.bu:16:41
     |
  16 |           -a always,exit -F arch=b32 -S nosuch_module,finit_module,delete_module -k modules
     |                                         ^^^^^^^^^^^^^
     = hint: mend or take out the line; -c as the first line lets the rest load

  $ sed 's/arch%3Db32/arch%3Db33/' examples/openshift/75-audit-modules-worker.yaml > $TMP/bad.yaml
  > modtrail check $TMP/bad.yaml | sed -n '/^error.rules-lost/,/-->/p'
  error[rules-lost-after-error]: auditctl stops here: 'b33' is no machine that auditctl
    knows; write b64 or b32; 3 rules and 1 setting are lost
    --> $TMP/bad.yaml:25:157

A duplicate across two MachineConfigs: both places are told.

  $ sed 's/75-audit-modules-worker/80-more-worker/; s,rules.d/[^ ]*,rules.d/80-more.rules,' examples/openshift/75-audit-modules-worker.yaml > $TMP/more.yaml
  > modtrail check examples/openshift/75-audit-modules-worker.yaml $TMP/more.yaml | sed -n '/^error.dup/,/-->/p'
  error[duplicate-rule]: the same rule is in the kernel already, from
    examples/openshift/75-audit-modules-worker.yaml line 25: the kernel answers EEXIST
    --> $TMP/more.yaml:25:27

Several objects in one document, and a directory of them; other kinds are passed over.

  $ mkdir -p $TMP/gitops/base
  > cp examples/openshift/75-audit-modules-master.yaml $TMP/gitops/base
  > cp examples/openshift/75-audit-modules-worker.yaml $TMP/gitops
  > printf 'kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources: [base]\n' > $TMP/gitops/kustomization.yaml
  > printf 'values: {{ .Values.x }}\n' > $TMP/gitops/template.yaml
  > modtrail check -q $TMP/gitops
  pool master: pass: all 6 ways to load or unload a module leave a record
  pool worker: pass: all 6 ways to load or unload a module leave a record

A kernel argument of a MachineConfig is a fact.

  $ printf 'apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata: {name: 99-off, labels: {machineconfiguration.openshift.io/role: worker}}\nspec: {kernelArguments: [audit=0]}\n' > $TMP/off.yaml
  > modtrail check --pool worker examples/openshift/75-audit-modules-worker.yaml $TMP/off.yaml | grep -e '^pool' -e Known
  pool worker: fail: 6 of 6 ways to load or unload a module can leave no record; 1 error, 1 warning
  Known: audit 0 (root).

An attempt against one pool, and where its rule stands.

  $ modtrail explain --attempt 'abi=b64 syscall=finit_module' --pool worker examples/openshift/75-audit-modules-*.yaml | tail -3
    worker:/etc/audit/rules.d/mco-audit-quiet-containers.rules:2  -a exclude,always -F msgtype=ANOM_PROMISCUOUS
  recorded with key modules: an always rule takes it
  Assuming: audit 1.

A pool that is not there, and --pool without a cluster.

  $ modtrail check --pool infra examples/openshift/75-audit-modules-worker.yaml
  modtrail: no pool infra in the input: there is worker
  [exit 2]

  $ modtrail check --pool worker examples/modules.rules
  modtrail: --pool names a pool of a cluster, and no SOURCE is MachineConfigs
  [exit 2]

Bare Ignition is one machine's.

  $ printf '{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/etc/audit/rules.d/m.rules","mode":384,"contents":{"source":"data:;base64,LWEgYWx3YXlzLGV4aXQgLUYgYXJjaD1iNjQgLVMgaW5pdF9tb2R1bGUsZmluaXRfbW9kdWxlLGRlbGV0ZV9tb2R1bGUgLWsgbW9kdWxlcwo="}}]}}' > $TMP/c.ign
  > modtrail check -q $TMP/c.ign
  $TMP/c.ign: fail: 3 of 6 ways to load or unload a module can leave no record; 1 error
  [exit 1]

What would have to be fetched cannot be judged.

  $ printf '{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/etc/audit/rules.d/m.rules","contents":{"source":"https://example.org/m.rules"}}]}}' > $TMP/remote.ign
  > modtrail check -q $TMP/remote.ign
  modtrail: $TMP/remote.ign:1:112: cannot judge /etc/audit/rules.d/m.rules: its contents come from https://example.org/m.rules, which is never fetched
  [exit 2]

Nothing of the kind.

  $ printf 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n' > $TMP/other.yaml
  > modtrail check $TMP/other.yaml
  modtrail: nothing to check: no MachineConfig, Ignition or Butane in the input (only 1 Deployment)
  [exit 2]

JSON is a list of assessments, even for one pool; with --pool it is one.

  $ modtrail check --format json examples/slips/inline.yaml | grep -e '"schema"' -e '"kind"' -e '"verdict"'
    "schema": "modtrail.assessments/1",
    "verdict": "fail",
        "schema": "modtrail.assessment/1",
        "verdict": "fail",
          "kind": "pool",

  $ modtrail check --format json --pool master examples/slips/inline.yaml | grep -e '"schema"' -e '"kind"'
    "schema": "modtrail.assessment/1",
      "kind": "pool",

The node's own files, where they are at hand.

  $ mkdir -p $TMP/root/etc/audit/rules.d
  > echo '-a never,exit -F arch=b64 -S finit_module' > $TMP/root/etc/audit/rules.d/10-site.rules
  > modtrail check -q --root $TMP/root --pool worker examples/openshift/75-audit-modules-worker.yaml
  pool worker: fail: 1 of 6 ways to load or unload a module can leave no record; 1 error, 2 warnings
  [exit 1]

A must-gather: of its thousands of files those about MachineConfigs. Where a pool cannot be rendered, it stays with the
configuration it has.

  $ gathered=$TMP/must-gather.local.1/quay-io/cluster-scoped-resources
  > mkdir -p $gathered/machineconfiguration.openshift.io/machineconfigs $gathered/core
  > echo 'not: [YAML' > $gathered/core/nodes.yaml
  > cp examples/slips/inline.yaml $gathered/machineconfiguration.openshift.io/machineconfigs/75-module-rules.yaml
  > sed -e 's/name: 75-.*/name: rendered-master-0123456789abcdef0123456789abcdef/' -e '/labels:/d' -e '/role:/d' examples/openshift/75-audit-modules-master.yaml > $gathered/machineconfiguration.openshift.io/machineconfigs/rendered.yaml
  > modtrail check $TMP/must-gather.local.1 | grep -e '^pool' -e '^error' -e '-->'
  pool master: fail: all 6 ways to load or unload a module leave a record; 1 error, 1 warning
  error[contents-inline]: contents.inline is Butane's: to Ignition the file has no source,
    --> $TMP/must-gather.local.1/quay-io/cluster-scoped-resources/machineconfiguration.openshift.io/machineconfigs/75-module-rules.yaml:19:13
   --> $TMP/must-gather.local.1/quay-io/cluster-scoped-resources/machineconfiguration.openshift.io/machineconfigs/75-module-rules.yaml:6:9

A hosted cluster's ConfigMap: the place is in the ConfigMap.

  $ { printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: modules}\ndata:\n  config: |\n'; sed -e 's/^/    /' -e 's/arch%3Db32/arch%3Db33/' examples/openshift/75-audit-modules-worker.yaml; } > $TMP/map.yaml
  > modtrail check $TMP/map.yaml | grep -e '^pool' -e '^error' -e '-->'
  pool worker: fail: 3 of 6 ways to load or unload a module can leave no record; 1 error
  error[rules-lost-after-error]: auditctl stops here: 'b33' is no machine that auditctl
    --> $TMP/map.yaml:30:161

Facts of a node, and another machine than x86_64: on ppc64le there is no b32.

  $ modtrail check --arch ppc64le --pool worker examples/openshift/75-audit-modules-worker.yaml | grep -e '^pool' -e '^error' -e '-->' -e Known
  pool worker: fail: all 3 ways to load or unload a module leave a record; 1 error, 1 warning
  error[rules-lost-after-error]: auditctl stops here: there is no b32 on ppc64le: auditctl
    --> examples/openshift/75-audit-modules-worker.yaml:25:157
    --> examples/openshift/75-audit-modules-worker.yaml:12:9
  Known: arch ppc64le (option).

A slip of the pen in the role reads like a custom pool's name.

  $ sed 's/role: worker/role: wroker/' examples/openshift/75-audit-modules-worker.yaml | modtrail check - | sed -n '1p;/^warning/,/^$/p'
  pool wroker: pass: all 6 ways to load or unload a module leave a record; 1 warning
  warning[pool-missing]: the input has no MachineConfigPool wroker: if the cluster has
    none either, no node takes this MachineConfig
    --> <stdin>:12:9
     |
  12 |   name: 75-audit-modules-worker
     |         ^^^^^^^^^^^^^^^^^^^^^^^
     = hint: look whether oc get machineconfigpool has it; masters and workers have pools
         of these names

