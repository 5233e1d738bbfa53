`modtrail fix --profile`: what a standard's controls want besides, and its scanner.

  $ modtrail fix -q --profile cis-rhel9 examples/modules.rules
  --- examples/modules.rules
  +++ examples/modules.rules
  @@ -14,3 +14,8 @@
   
   -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
   -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
  +## Added by modtrail
  +-a always,exit -F arch=b64 -S init_module,finit_module,delete_module,create_module,query_module -F auid>=1000 -F auid!=unset -k modules
  +-a always,exit -F path=/usr/bin/kmod -F perm=x -F auid>=1000 -F auid!=unset -k modules
  +-a always,exit -F arch=b32 -S init_module,finit_module,delete_module,create_module,query_module -F auid>=1000 -F auid!=unset -k modules
  +-e 2

  $ mkdir $TMP/rules.d
  > cp examples/modules.rules $TMP/rules.d/
  > modtrail fix -q --profile cis-rhel9 $TMP/rules.d | patch -d / -p0 -s
  > modtrail check -q --profile cis-rhel9 $TMP/rules.d
  > modtrail fix --profile cis-rhel9 $TMP/rules.d
  $TMP/rules.d: pass: 3 of 3 controls passed; all 6 ways to load or unload a module leave a record
  modtrail: nothing to fix

The scanner of OSPP compares a whole file, which then does for the kernel too.

  $ printf '%s\n' '-D' > $TMP/site.rules
  > mkdir $TMP/ospp
  > cp $TMP/site.rules $TMP/ospp/
  > modtrail fix -q --profile ospp-rhel9 $TMP/ospp
  --- /dev/null
  +++ $TMP/ospp/43-module-load.rules
  @@ -0,0 +1,6 @@
  +## These rules watch for kernel module insertion. By monitoring
  +## the syscall, we do not need any watches on programs.
  +-a always,exit -F arch=b32 -S init_module,finit_module -F key=module-load
  +-a always,exit -F arch=b64 -S init_module,finit_module -F key=module-load
  +-a always,exit -F arch=b32 -S delete_module -F key=module-unload
  +-a always,exit -F arch=b64 -S delete_module -F key=module-unload

  $ modtrail fix -q --control e8-rhcos4/hardening $TMP/site.rules
  --- $TMP/site.rules
  +++ $TMP/site.rules
  @@ -1,1 +1,4 @@
   -D
  +## Added by modtrail
  +-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
  +-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

Why so many rules is said.

  $ modtrail fix --profile cis-rhel9 examples/modules.rules > $TMP/diff
  modtrail: note: for the scanner alone, no load, unload or control needs it: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module,create_module,query_module -F auid>=1000 -F auid!=unset -k modules
  modtrail: note: with -e 2 the rules are locked: the next change to them takes a reboot
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record

What rules cannot do.

  $ modtrail fix --profile cis-rhel9 --assume audit=absent examples/modules.rules > $TMP/diff
  modtrail: note: for the scanner alone, no load, unload or control needs it: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module,create_module,query_module -F auid>=1000 -F auid!=unset -k modules
  modtrail: note: with -e 2 the rules are locked: the next change to them takes a reboot
  modtrail: note: tasks older than the first rule stay unrecorded: put audit=1 on the kernel's command line
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  modtrail: rules cannot close this: cis-rhel9 6.3.1.2: the kernel is started without audit=1
  [exit 1]

  $ modtrail fix --profile cis-rhel99 examples/modules.rules
  modtrail: unknown profile 'cis-rhel99'; is 'cis-rhel9' meant?
  [exit 2]

Rules alone are not all where a file is wanted.

  $ modtrail fix -q --as rules --profile ospp-rhel9 $TMP/rules.d
  [exit 1]

  $ mkdir $TMP/empty
  > : > $TMP/empty/a.rules
  > modtrail fix --as rules --profile ospp-rhel9 $TMP/empty
  modtrail: 43-module-load.rules is to be a file of its own: take the diff
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  [exit 1]

Other machines: the scanner wants 32-bit rules where there are none, which would stop the load.

  $ modtrail fix -q --profile e8-rhel9 --arch i386 $TMP/empty
  --- /dev/null
  +++ $TMP/empty/75-modtrail.rules
  @@ -0,0 +1,4 @@
  +
  +## Module loads and unloads, written by modtrail
  +-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules
  +-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -F auid>=1000 -F auid!=unset -k modules

  $ modtrail fix --profile e8-rhcos4 --arch ppc64le $TMP/empty
  --- /dev/null
  +++ $TMP/empty/75-modtrail.rules
  @@ -0,0 +1,3 @@
  +
  +## Module loads and unloads, written by modtrail
  +-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
  modtrail: note: modules loaded before the rules, in the initramfs and at early boot, leave no record
  modtrail: rules cannot close this: e8-rhcos4 hardening: oscap's rule audit_rules_kernel_module_loading_init for rhcos4 will still fail
  modtrail: rules cannot close this: e8-rhcos4 hardening: oscap's rule audit_rules_kernel_module_loading_finit for rhcos4 will still fail
  modtrail: rules cannot close this: e8-rhcos4 hardening: oscap's rule audit_rules_kernel_module_loading_delete for rhcos4 will still fail
  [exit 1]
