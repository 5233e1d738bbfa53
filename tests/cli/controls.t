`modtrail profiles` and what `check` says of controls.

  $ modtrail profiles
  anssi-bp28-debian12    1 control   ANSSI BP-028 on debian12, enhanced and high
  anssi-bp28-debian13    1 control   ANSSI BP-028 on debian13, enhanced and high
  anssi-bp28-ol9         1 control   ANSSI BP-028 on ol9, enhanced and high
  anssi-bp28-rhcos4      1 control   ANSSI BP-028 on OpenShift nodes, enhanced and high
  anssi-bp28-rhel10      1 control   ANSSI BP-028 on rhel10, enhanced and high
  anssi-bp28-rhel8       1 control   ANSSI BP-028 on rhel8, enhanced and high
  anssi-bp28-rhel9       1 control   ANSSI BP-028 on rhel9, enhanced and high
  anssi-bp28-sle12       1 control   ANSSI BP-028 on sle12, enhanced and high
  anssi-bp28-sle15       1 control   ANSSI BP-028 on sle15, enhanced and high
  bsi-rhcos4             1 control   BSI SYS.1.1 on OpenShift nodes
  bsi-rhel10             1 control   BSI SYS.1.1 on rhel10
  bsi-rhel9              1 control   BSI SYS.1.1 on rhel9
  cac-debian12          11 controls  ComplianceAsCode 0.1.83, module rules for debian12
  cac-rhcos4             7 controls  ComplianceAsCode 0.1.83, module rules for rhcos4
  cac-rhel10            13 controls  ComplianceAsCode 0.1.83, module rules for rhel10
  cac-rhel8             10 controls  ComplianceAsCode 0.1.83, module rules for rhel8
  cac-rhel9              9 controls  ComplianceAsCode 0.1.83, module rules for rhel9
  cac-ubuntu2404         8 controls  ComplianceAsCode 0.1.83, module rules for ubuntu2404
  cis-al2023             3 controls  CIS Amazon Linux 2023 Benchmark
  cis-almalinux9         3 controls  CIS AlmaLinux OS 9 Benchmark
  cis-debian12           3 controls  CIS Debian Linux 12 Benchmark
  cis-debian13           7 controls  CIS Debian Linux 13 Benchmark
  cis-rhel10             7 controls  CIS Red Hat Enterprise Linux 10 Benchmark
  cis-rhel8              4 controls  CIS Red Hat Enterprise Linux 8 Benchmark
  cis-rhel9              3 controls  CIS Red Hat Enterprise Linux 9 Benchmark
  cis-sle12              3 controls  CIS SUSE Linux Enterprise 12 Benchmark
  cis-sle15              3 controls  CIS SUSE Linux Enterprise 15 Benchmark
  cis-ubuntu2204         3 controls  CIS Ubuntu Linux 22.04 LTS Benchmark
  cis-ubuntu2404         3 controls  CIS Ubuntu Linux 24.04 LTS Benchmark
  cisco-fmc              1 control   Cisco Firepower Management Center OS, best practices
  e8-ol9                 1 control   Essential Eight on ol9
  e8-rhcos4              1 control   Essential Eight on OpenShift nodes
  e8-rhel10              1 control   Essential Eight on rhel10
  e8-rhel8               1 control   Essential Eight on rhel8
  e8-rhel9               1 control   Essential Eight on rhel9
  hipaa-ol9              7 controls  HIPAA on ol9
  hipaa-rhel10           7 controls  HIPAA on rhel10
  hipaa-rhel8            7 controls  HIPAA on rhel8
  hipaa-rhel9            7 controls  HIPAA on rhel9
  hipaa-sle15            7 controls  HIPAA on sle15
  ism-ol9                1 control   Information Security Manual on ol9, official
  ism-rhel10             1 control   Information Security Manual on rhel10, official
  ism-rhel8              1 control   Information Security Manual on rhel8, official
  ism-rhel9              1 control   Information Security Manual on rhel9, official
  nerc-cip-rhcos4        8 controls  NERC CIP on OpenShift nodes
  nist-800-53-high       8 controls  NIST SP 800-53 on OpenShift nodes, high
  nist-800-53-moderate   6 controls  NIST SP 800-53 on OpenShift nodes, moderate
  nist-800-53-rhel10     4 controls  NIST SP 800-53 on rhel10
  nist-800-53-rhel8      4 controls  NIST SP 800-53 on rhel8
  nist-800-53-rhel9      4 controls  NIST SP 800-53 on rhel9
  openshift-m5           6 controls  OpenShift 4.21 hardening, group M5: kernel modules (Essential Eight checks of both pools)
  ospp-rhel10            2 controls  OSPP on rhel10
  ospp-rhel8             2 controls  OSPP on rhel8
  ospp-rhel9             2 controls  OSPP on rhel9
  pci-dss-3.2.1          3 controls  PCI DSS 3.2.1
  pci-dss-4              3 controls  PCI DSS 4.0
  stig-ocp4              5 controls  Red Hat OpenShift Container Platform 4 STIG, nodes
  stig-ol8               5 controls  Oracle Linux 8 STIG
  stig-ol9               5 controls  Oracle Linux 9 STIG
  stig-rhel10            5 controls  Red Hat Enterprise Linux 10 STIG
  stig-rhel8             5 controls  Red Hat Enterprise Linux 8 STIG
  stig-rhel9             5 controls  Red Hat Enterprise Linux 9 STIG
  stig-sle12             4 controls  SUSE Linux Enterprise Server 12 STIG
  stig-sle15             7 controls  SUSE Linux Enterprise Server 15 STIG
  stig-ubuntu2204        5 controls  Canonical Ubuntu 22.04 LTS STIG
  stig-ubuntu2404        6 controls  Canonical Ubuntu 24.04 LTS STIG

What the controls of one demand, and the rules of the scanner that stand for them.

  $ modtrail profiles cis-rhel9
  cis-rhel9: CIS Red Hat Enterprise Linux 9 Benchmark
    CIS Benchmarks (Center for Internet Security), with the numbers of ComplianceAsCode 0.1.83
    6.3.1.2  The kernel audits from its start
      - the kernel is started with audit=1
      scanner (rhel9): grub2_audit_argument
    6.3.3.19  Loading, unloading and asking for modules is recorded
      - init_module, finit_module, delete_module, create_module and query_module by people who logged in through the machine's own ABI are recorded with a key
      - running kmod by people who logged in through b64 and b32 is recorded with a key
      scanner (rhel9): audit_rules_kernel_module_loading_init audit_rules_kernel_module_loading_finit audit_rules_kernel_module_loading_delete audit_rules_kernel_module_loading_create audit_rules_kernel_module_loading_query audit_rules_privileged_commands_kmod
    6.3.3.20  The rules can not be changed until the next boot
      - the rules are locked once they are loaded (-e 2)
      scanner (rhel9): audit_rules_immutable

  $ modtrail profiles --format json cac-ubuntu2404
  {
    "schema": "modtrail.profiles/1",
    "profiles": [
      {
        "name": "cac-ubuntu2404",
        "title": "ComplianceAsCode 0.1.83, module rules for ubuntu2404",
        "source": "ComplianceAsCode/content 0.1.83 (2026)",
        "controls": [
          {
            "id": "audit_rules_kernel_module_loading_init",
            "title": "Loading a module from memory is recorded",
            "demands": [
              "init_module by people who logged in through b64 and b32 is recorded with a key"
            ],
            "checks": {
              "product": "ubuntu2404",
              "rules": [
                "audit_rules_kernel_module_loading_init"
              ]
            }
          },
          {
            "id": "audit_rules_kernel_module_loading_finit",
            "title": "Loading a module from a file is recorded",
            "demands": [
              "finit_module by people who logged in through b64 and b32 is recorded with a key"
            ],
            "checks": {
              "product": "ubuntu2404",
              "rules": [
                "audit_rules_kernel_module_loading_finit"
              ]
            }
          },
          {
            "id": "audit_rules_kernel_module_loading_delete",
            "title": "Unloading a module is recorded",
            "demands": [
              "delete_module by people who logged in through b64 and b32 is recorded with a key"
            ],
            "checks": {
              "product": "ubuntu2404",
              "rules": [
                "audit_rules_kernel_module_loading_delete"
              ]
            }
          },
          {
            "id": "audit_rules_kernel_module_loading_create",
            "title": "Asking for room for a module is recorded",
            "demands": [
              "create_module by people who logged in through b64 and b32 is recorded with a key"
            ],
            "checks": {
              "product": "ubuntu2404",
              "rules": [
                "audit_rules_kernel_module_loading_create"
              ]
            }
          },
          {
            "id": "audit_rules_kernel_module_loading_query",
            "title": "Asking about modules is recorded",
            "demands": [
              "query_module by people who logged in through b64 and b32 is recorded with a key"
            ],
            "checks": {
              "product": "ubuntu2404",
              "rules": [
                "audit_rules_kernel_module_loading_query"
              ]
            }
          },
          {
            "id": "audit_rules_privileged_commands_modprobe",
            "title": "Running modprobe is recorded",
            "demands": [
              "running modprobe by anyone through b64 and b32 is recorded"
            ],
            "checks": {
              "product": "ubuntu2404",
              "rules": [
                "audit_rules_privileged_commands_modprobe"
              ]
            }
          },
          {
            "id": "audit_rules_privileged_commands_kmod",
            "title": "Running kmod is recorded",
            "demands": [
              "running kmod by people who logged in through b64 and b32 is recorded with a key"
            ],
            "checks": {
              "product": "ubuntu2404",
              "rules": [
                "audit_rules_privileged_commands_kmod"
              ]
            }
          },
          {
            "id": "audit_rules_immutable",
            "title": "The rules can not be changed until the next boot",
            "demands": [
              "the rules are locked once they are loaded (-e 2)"
            ],
            "checks": {
              "product": "ubuntu2404",
              "rules": [
                "audit_rules_immutable"
              ]
            }
          }
        ]
      }
    ]
  }

  $ modtrail profiles --format json | grep -c '"demands"'
  261

  $ modtrail profiles cis-rhel90
  modtrail: unknown profile 'cis-rhel90'; is 'cis-rhel10' meant?
  [exit 2]

The rules that CIS prints pass as written, and a load that no one logged in for is still unseen.

  $ printf '%s\n' '-a always,exit -F arch=b64 -S init_module,finit_module,delete_module,create_module,query_module -F auid>=1000 -F auid!=unset -k kernel_modules' '-a always,exit -F path=/usr/bin/kmod -F perm=x -F auid>=1000 -F auid!=unset -k kernel_modules' > $TMP/cis.rules
  > modtrail check --profile cis-rhel9 $TMP/cis.rules | sed -n '/^Controls/,/^$/p'
  Controls
    pass cis-rhel9 6.3.1.2: The kernel audits from its start
      the kernel is started with audit=1, assuming audit 1: its command line was not shown
    pass cis-rhel9 6.3.3.19: Loading, unloading and asking for modules is recorded
      init_module, finit_module, delete_module, create_module and query_module by people
      who logged in through the machine's own ABI are recorded with a key; running kmod by
      people who logged in through b64 and b32 is recorded with a key, with the programs
      where distributions put them
      blind to a load by the kernel itself (modprobe, uid 0, no login) through init_module
      in b64
      oscap 0.1.83: fail, unverified; it disagrees: the records are made, the text is
      another
    fail cis-rhel9 6.3.3.20: The rules can not be changed until the next boot
      nothing locks the rules: there is no -e 2
      oscap 0.1.83: fail

What the scanner's own rules are there for wants the 32-bit door as well.

  $ modtrail check --control audit_rules_kernel_module_loading_query --profile cac-rhel9 --profile cac-rhel10 $TMP/cis.rules | sed -n '/^Controls/,/^$/p'
  Controls
    fail cac-rhel10 audit_rules_kernel_module_loading_query: Asking about modules is
      recorded
      query_module on b32 is never recorded: no rule takes query_module of b32
      oscap 0.1.83: fail, unverified
    fail cac-rhel9 audit_rules_kernel_module_loading_query: Asking about modules is
      recorded
      query_module on b32 is never recorded: no rule takes query_module of b32
      oscap 0.1.83: fail, unverified

A machine whose table never had a number for a call.

  $ modtrail check --arch aarch64 --control cac-rhel9/audit_rules_kernel_module_loading_create $TMP/cis.rules | sed -n '/^Controls/,/^$/p'
  Controls
    notapplicable cac-rhel9 audit_rules_kernel_module_loading_create: Asking for room for
      a module is recorded
      this machine has none of the calls it speaks of
      oscap 0.1.83: notapplicable, unverified

How auditing is set.

  $ printf '%s\n' '-c' '-a never,task -F uid=1000' '-e 2' > $TMP/settings.rules
  > modtrail check --profile stig-sle15 $TMP/settings.rules | sed -n '/SLES-15-030820/,/^$/p'
  > modtrail check --profile cis-rhel8 --assume audit=absent $TMP/settings.rules | sed -n '/^Controls/,/^$/p'
    fail stig-sle15 SLES-15-030820: No task is left out of auditing
      the task was born under a never,task rule ($TMP/settings.rules:2)

  Controls
    fail cis-rhel8 6.3.1.2: The kernel audits from its start
      the kernel is started without audit=1
    fail cis-rhel8 6.3.3.19: Loading, unloading and asking for modules is recorded
      init_module on b64 is never recorded: no rule takes init_module of b64
      oscap 0.1.83: fail, unverified
    pass cis-rhel8 6.3.3.20: A rule that fails to load costs no other rule
      a rule that fails to load costs no other (-c)
      oscap 0.1.83: pass ($TMP/settings.rules:1), unverified
    pass cis-rhel8 6.3.3.21: The rules can not be changed until the next boot
      the rules are locked once they are loaded (-e 2)
      oscap 0.1.83: pass ($TMP/settings.rules:3)

A listing does not tell how the rules came in.

  $ printf '%s\n' '-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F key=modules' | modtrail check --input listing --profile cac-rhcos4 - | sed -n '/immutable/,/^$/p'
    undecided cac-rhcos4 audit_rules_immutable: The rules can not be changed until the
      next boot
      a listing does not tell whether the rules are locked

The OpenShift checks of one pool's nodes say nothing of another's.

  $ modtrail check --profile openshift-m5 --pool worker examples/openshift/75-audit-modules-worker.yaml | sed -n '/^Controls/,/^$/p'
  Controls
    pass openshift-m5 rhcos4-e8-worker-audit-rules-kernel-module-loading-delete: Unloading
      a module on a worker is recorded
      delete_module by anyone through b64 and b32 is recorded with a key
      oscap 0.1.83: pass (examples/openshift/75-audit-modules-worker.yaml:25)
    pass openshift-m5 rhcos4-e8-worker-audit-rules-kernel-module-loading-finit: Loading a
      module from a file on a worker is recorded
      finit_module by anyone through b64 and b32 is recorded with a key
      oscap 0.1.83: pass (examples/openshift/75-audit-modules-worker.yaml:25)
    pass openshift-m5 rhcos4-e8-worker-audit-rules-kernel-module-loading-init: Loading a
      module from memory on a worker is recorded
      init_module by anyone through b64 and b32 is recorded with a key
      oscap 0.1.83: pass (examples/openshift/75-audit-modules-worker.yaml:25)
    notapplicable openshift-m5 rhcos4-e8-master-audit-rules-kernel-module-loading-delete:
      Unloading a module on a control plane node is recorded
      it speaks of the nodes of pool master
    notapplicable openshift-m5 rhcos4-e8-master-audit-rules-kernel-module-loading-finit:
      Loading a module from a file on a control plane node is recorded
      it speaks of the nodes of pool master
    notapplicable openshift-m5 rhcos4-e8-master-audit-rules-kernel-module-loading-init:
      Loading a module from memory on a control plane node is recorded
      it speaks of the nodes of pool master

Where there are no rules nothing is judged, and what the scanner says is told all the same.

  $ cd $TMP; mkdir bare; modtrail check --root bare --profile ospp-rhel9
  bare: undecided: 0 of 2 controls passed; nothing to check: no /etc/audit/rules.d and no /etc/audit/audit.rules in bare

  Controls
    undecided ospp-rhel9 FAU_GEN.1: The kernel audits from its start
      nothing to check: no /etc/audit/rules.d and no /etc/audit/audit.rules in bare
    undecided ospp-rhel9 FAU_GEN.1.1.c: Loading and unloading of modules is recorded under
      the keys of the sample
      nothing to check: no /etc/audit/rules.d and no /etc/audit/audit.rules in bare
      oscap 0.1.83: fail
  [exit 2]
