# Other machines.
# auditctl 3.0.9
# arch i386
-a always,exit -F arch=b32 -S finit_module;ok;-a always,exit -F arch=b32 -S finit_module
-a always,exit -F arch=b64 -S finit_module;fail;there is no b64 on i386: auditctl refuses the line
-a always,exit -S finit_module;ok;-a always,exit -S finit_module
# arch aarch64
-a always,exit -F arch=b64 -S init_module,finit_module,delete_module;ok;-a always,exit -F arch=b64 -S init_module,delete_module,finit_module
-a always,exit -F arch=b32 -S init_module,finit_module,delete_module;ok;-a always,exit -F arch=b32 -S init_module,delete_module,finit_module
-a always,exit -S finit_module;ok;-a always,exit -S finit_module
-a always,exit -F arch=b64 -S open;fail;'open' is no syscall of aarch64 that auditctl 3.0.9 knows
-a always,exit -F arch=b32 -S open;ok;-a always,exit -F arch=b32 -S open
# arch ppc64le
-a always,exit -F arch=b64 -S init_module,finit_module,delete_module;ok;-a always,exit -F arch=b64 -S init_module,delete_module,finit_module
-a always,exit -F arch=b32 -S init_module,finit_module,delete_module;fail;there is no b32 on ppc64le: auditctl refuses the line
-a always,exit -S finit_module;ok;-a always,exit -S finit_module
# arch s390x
-a always,exit -F arch=b64 -S init_module,finit_module,delete_module;ok;-a always,exit -F arch=b64 -S init_module,delete_module,finit_module
-a always,exit -F arch=b32 -S init_module,finit_module,delete_module;ok;-a always,exit -F arch=b32 -S init_module,delete_module,finit_module
# auditctl 3.1.3
# arch aarch64
-a always,exit -F arch=b64 -F path=/usr/bin/kmod -F perm=x;ok;-a always,exit -F arch=b64 -S execve -F path=/usr/bin/kmod -p x
-a always,exit -F arch=b64 -F path=/etc/passwd -F perm=wa;fail;this auditctl turns perm= into syscalls that aarch64 does not have, and refuses the line
# auditctl 4.0.5
-a always,exit -F arch=b64 -F path=/etc/passwd -F perm=wa;ok;-a always,exit -F arch=b64 -S setxattr,lsetxattr,fsetxattr,removexattr,lremovexattr,fremovexattr,mknodat,mkdirat,unlinkat,symlinkat,linkat,renameat,truncate,ftruncate,fallocate,fchmod,fchmodat,fchownat,fchown,openat,quotactl,acct,bind,swapon,renameat2,437,463,466 -F path=/etc/passwd -p wa
