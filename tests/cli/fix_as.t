`modtrail fix --as`: the plan in the words of the tools that carry files to machines.

  $ modtrail fix --as machineconfig examples/openshift/rules.d > $TMP/pair.yaml
  > grep -n -e '^---' -e 'name:' $TMP/pair.yaml
  > cat examples/openshift/75-audit-modules-master.yaml examples/openshift/75-audit-modules-worker.yaml > $TMP/examples.yaml
  > grep -vx -e --- $TMP/pair.yaml | cmp - $TMP/examples.yaml
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  modtrail: note: applying it reboots each node of the pool in turn; a node disruption policy can do without, unless -e 2 locks the rules (docs/openshift.md)
  12:  name: 75-audit-modules-master
  26:---
  38:  name: 75-audit-modules-worker

  $ modtrail fix -q --as machineconfig --per-check --role worker examples/openshift/rules.d | grep -v '^#'
  apiVersion: machineconfiguration.openshift.io/v1
  kind: MachineConfig
  metadata:
    name: 75-rhcos4-e8-worker-audit-rules-kernel-module-loading-delete
    labels:
      machineconfiguration.openshift.io/role: worker
  spec:
    config:
      ignition:
        version: 3.1.0
      storage:
        files:
          - path: /etc/audit/rules.d/75-kernel-module-loading-delete_module.rules
            mode: 0600
            overwrite: true
            contents:
              source: data:,-a%20always%2Cexit%20-F%20arch%3Db32%20-S%20delete_module%20-k%20modules%0A-a%20always%2Cexit%20-F%20arch%3Db64%20-S%20delete_module%20-k%20modules%0A
  ---
  apiVersion: machineconfiguration.openshift.io/v1
  kind: MachineConfig
  metadata:
    name: 75-rhcos4-e8-worker-audit-rules-kernel-module-loading-finit
    labels:
      machineconfiguration.openshift.io/role: worker
  spec:
    config:
      ignition:
        version: 3.1.0
      storage:
        files:
          - path: /etc/audit/rules.d/75-kernel-module-loading-finit_module.rules
            mode: 0600
            overwrite: true
            contents:
              source: data:,-a%20always%2Cexit%20-F%20arch%3Db32%20-S%20finit_module%20-k%20modules%0A-a%20always%2Cexit%20-F%20arch%3Db64%20-S%20finit_module%20-k%20modules%0A
  ---
  apiVersion: machineconfiguration.openshift.io/v1
  kind: MachineConfig
  metadata:
    name: 75-rhcos4-e8-worker-audit-rules-kernel-module-loading-init
    labels:
      machineconfiguration.openshift.io/role: worker
  spec:
    config:
      ignition:
        version: 3.1.0
      storage:
        files:
          - path: /etc/audit/rules.d/75-kernel-module-loading-init_module.rules
            mode: 0600
            overwrite: true
            contents:
              source: data:,-a%20always%2Cexit%20-F%20arch%3Db32%20-S%20init_module%20-k%20modules%0A-a%20always%2Cexit%20-F%20arch%3Db64%20-S%20init_module%20-k%20modules%0A

  $ modtrail fix --as butane --openshift 4.14 --role worker examples/host-seed.rules
  # Written by modtrail fix: audit rules for loads and unloads of kernel modules.
  #
  # /etc/audit/rules.d/75-audit-modules.rules:
  #   -a always,exit -F arch=b64 -S finit_module -k modules
  #   -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
  #
  # Applying it drains and reboots each node of the pool, one after the other, and that loads the rules.
  # A node disruption policy for these paths can do without, but not where -e 2 locks the rules.
  variant: openshift
  version: 4.14.0
  metadata:
    name: 75-audit-modules-worker
    labels:
      machineconfiguration.openshift.io/role: worker
  storage:
    files:
      - path: /etc/audit/rules.d/75-audit-modules.rules
        mode: 0600
        overwrite: true
        contents:
          inline: |
            -a always,exit -F arch=b64 -S finit_module -k modules
            -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
  modtrail: note: the watch on /usr/sbin/insmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/rmmod sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: the watch on /usr/sbin/modprobe sits on a link, and running through it does not fire it: watch what it leads to
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  modtrail: note: applying it reboots each node of the pool in turn; a node disruption policy can do without, unless -e 2 locks the rules (docs/openshift.md)

  $ modtrail fix --as butane --openshift 4.14 -o $TMP/both.bu examples/openshift/rules.d
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  modtrail: note: applying it reboots each node of the pool in turn; a node disruption policy can do without, unless -e 2 locks the rules (docs/openshift.md)
  modtrail: note: butane reads one document a file: name one with --role, or split it

  $ modtrail fix -q --as ansible examples/host-seed.rules
  ---
  # Written by modtrail fix: audit rules for loads and unloads of kernel modules.
  #
  # /etc/audit/rules.d/75-audit-modules.rules:
  #   -a always,exit -F arch=b64 -S finit_module -k modules
  #   -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
  - name: Record loads and unloads of kernel modules
    hosts: all
    become: true
    tasks:
      - name: "Write /etc/audit/rules.d/75-audit-modules.rules"
        ansible.builtin.copy:
          dest: /etc/audit/rules.d/75-audit-modules.rules
          owner: root
          group: root
          mode: "0640"
          content: |
            -a always,exit -F arch=b64 -S finit_module -k modules
            -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
        notify: Load the audit rules
    handlers:
      - name: Ask whether the kernel still takes rules
        ansible.builtin.command: /sbin/auditctl -s
        register: modtrail_audit
        changed_when: false
        check_mode: false
        listen: Load the audit rules
      - name: Load them
        ansible.builtin.command: /sbin/augenrules --load
        when: "'enabled 2' not in modtrail_audit.stdout"
        changed_when: true
        listen: Load the audit rules
      - name: Tell that a reboot is needed
        ansible.builtin.debug:
          msg: The rules in the kernel are locked (-e 2); those written now are loaded at the next boot.
        when: "'enabled 2' in modtrail_audit.stdout"
        listen: Load the audit rules

A line that no rule can make good: its file is written too.

  $ printf '%s\n' '-a never,task' '-w /etc/passwd -p wa -k identity' > $TMP/site.rules
  > modtrail fix -q --as ansible $TMP/site.rules | head -n 30
  ---
  # Written by modtrail fix: audit rules for loads and unloads of kernel modules.
  #
  # /etc/audit/rules.d/75-audit-modules.rules:
  #   -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
  #   -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
  #
  # /etc/audit/rules.d/site.rules:
  #   as it was, but
  #   line 1 commented out: -a never,task: a task born under it is never recorded, whatever exit rules there are
  - name: Record loads and unloads of kernel modules
    hosts: all
    become: true
    tasks:
      - name: "Write /etc/audit/rules.d/75-audit-modules.rules"
        ansible.builtin.copy:
          dest: /etc/audit/rules.d/75-audit-modules.rules
          owner: root
          group: root
          mode: "0640"
          content: |
            -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
            -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
        notify: Load the audit rules
      - name: "Write /etc/audit/rules.d/site.rules"
        ansible.builtin.copy:
          dest: /etc/audit/rules.d/site.rules
          owner: root
          group: root
          mode: "0640"

Nothing to fix, nothing written.

  $ modtrail fix --as machineconfig examples/modules.rules
  modtrail: nothing to fix

What does not go together.

  $ modtrail fix --as butane --openshift 4.23 examples/host-seed.rules
  modtrail: Butane has no version for OpenShift 4.23: 4.8 to 4.22
  [exit 2]

  $ modtrail fix --as machineconfig --openshift 4.12 examples/host-seed.rules
  modtrail: --openshift goes with --as butane
  [exit 2]

  $ modtrail fix --per-check examples/host-seed.rules
  modtrail: --per-check goes with --as machineconfig
  [exit 2]

  $ modtrail fix --as machineconfig --role Worker examples/host-seed.rules
  modtrail: --role: "Worker" is no name of a role: worker is one
  [exit 2]

  $ modtrail fix --as ansible --role worker examples/host-seed.rules
  modtrail: --role goes with --as machineconfig or butane
  [exit 2]

  $ modtrail fix --as ansible --check examples/host-seed.rules
  modtrail: --check writes nothing: leave out --as
  [exit 2]

A cluster: each pool gets what it lacks, and an object that is refused is told.

  $ modtrail fix --as machineconfig examples/slips/inline.yaml > $TMP/pair.yaml
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  modtrail: note: applying it reboots each node of the pool in turn; a node disruption policy can do without, unless -e 2 locks the rules (docs/openshift.md)
  modtrail: note: examples/slips/inline.yaml:19: take this object out of the cluster: contents.inline is Butane's: to Ignition the file has no source, and overwrite: true without one is an error: the pool cannot be rendered with it, and none of its files reach the nodes

  $ grep -vx -e --- $TMP/pair.yaml | cmp - $TMP/examples.yaml
  > modtrail check -q --profile e8-rhcos4 $TMP/pair.yaml
  pool master: pass: 1 of 1 controls passed; all 6 ways to load or unload a module leave a record
  pool worker: pass: 1 of 1 controls passed; all 6 ways to load or unload a module leave a record

  $ modtrail fix --as machineconfig --profile openshift-m5 $TMP/pair.yaml
  modtrail: nothing to fix

  $ modtrail fix -q --as machineconfig --pool worker examples/openshift/75-audit-modules-worker.yaml
  > modtrail fix -q --as machineconfig examples/openshift/75-audit-modules-worker.yaml | grep name:
    name: 75-audit-modules-master

  $ modtrail fix examples/slips/inline.yaml examples/openshift/75-audit-modules-worker.yaml
  modtrail: fix takes one pool at a time: choose it with --pool
  [exit 2]

More than the module rules, check by check.

  $ modtrail fix -q --as machineconfig --per-check --profile nist-800-53-moderate --role worker $TMP/pair.yaml | grep -v '^#'
  apiVersion: machineconfiguration.openshift.io/v1
  kind: MachineConfig
  metadata:
    name: 75-rhcos4-moderate-worker-audit-rules-immutable
    labels:
      machineconfiguration.openshift.io/role: worker
  spec:
    config:
      ignition:
        version: 3.1.0
      storage:
        files:
          - path: /etc/audit/rules.d/90-immutable.rules
            mode: 0600
            overwrite: true
            contents:
              source: data:,-e%202%0A

A custom pool takes what is written for the workers too, and gets but what it lacks then.

  $ sed -e 's/name: 75.*/name: 50-site-infra/' -e 's/role: worker/role: infra/' -e 's#/75-audit-modules.rules#/50-site.rules#' -e 's/source: .*/source: data:,-a%20never,exit%20-F%20arch=b64%20-S%20delete_module%0A/' examples/openshift/75-audit-modules-worker.yaml > $TMP/infra.yaml
  > modtrail fix -q --as machineconfig $TMP/infra.yaml > $TMP/fix.yaml
  > grep -e '^  name:' -e '^# /etc' -e '^#   ' $TMP/fix.yaml
  > modtrail check -q $TMP/infra.yaml $TMP/fix.yaml
  > modtrail fix --as machineconfig $TMP/infra.yaml $TMP/fix.yaml
  # /etc/audit/rules.d/75-audit-modules.rules:
  #   -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
  #   -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
    name: 75-audit-modules-master
  # /etc/audit/rules.d/75-audit-modules.rules:
  #   -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
  #   -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
    name: 75-audit-modules-worker
  # /etc/audit/rules.d/10-audit-modules.rules:
  #   -a always,exit -F arch=b64 -S delete_module -k modules
    name: 75-audit-modules-infra
  pool infra: pass: all 6 ways to load or unload a module leave a record; 1 warning
  pool master: pass: all 6 ways to load or unload a module leave a record
  pool worker: pass: all 6 ways to load or unload a module leave a record
  modtrail: nothing to fix
