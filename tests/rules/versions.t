# What changed from version to version.
# auditctl 3.0.3
-a possible,exit -S open;does;nothing
-a possible,nosuch;does;nothing
-a always,exit -F saddr_fam=45;fail;there is no socket address family of that number
-a always,io_uring -S openat;fail;'io_uring' is no list that auditctl 3.0.3 knows
# auditctl 3.0.9
-a possible,exit -S open;fail;'possible' is no action
-a never,exclude -F euid=0;fail;this auditctl takes only msgtype, pid, uid, gid, auid, subj_* and exe on the exclude list
--signal reload;fail;auditctl cannot send a signal of that name
# auditctl 3.1.0
-a always,io_uring -S openat;ok;-a always,io_uring -S 18
-a always,io_uring -S openat,nosuch;fail;'nosuch' is no io_uring operation that auditctl knows
-a always,io_uring -S all -k ring;ok;-a always,io_uring -S 9,10,13,16,17,18,19,28,34,35,36 -k ring
-a always,io_uring -S 5;ok;-a always,io_uring -S 5
-a never,exclude -F euid=0;ok;-a never,exclude -F euid=0
-a never,exclude -F arch=b64;ok;-a never,exclude -F arch=b64
-a never,exclude -F perm=x;ok;-a never,exclude -F perm=x
-a always,nosuch;fail;'nosuch' is no list that auditctl 3.1.0 knows
--signal reload;fail;auditctl cannot send a signal of that name
# auditctl 3.1.2
-a always,exit -F arch=b64 -F path=/usr/bin/kmod -F perm=x -k modules;ok;-a always,exit -F arch=b64 -S all -F path=/usr/bin/kmod -F perm=x -k modules
# auditctl 3.1.3
-a always,exit -F arch=b64 -F path=/usr/bin/kmod -F perm=x -k modules;ok;-a always,exit -F arch=b64 -S execve -F path=/usr/bin/kmod -p x -k modules
-a always,exit -F path=/usr/bin/kmod -F perm=x -k modules;ok;-a always,exit -F path=/usr/bin/kmod -F perm=x -k modules
-a always,exit -F path=/usr/bin/kmod -F perm=x -F arch=b64 -k modules;ok;-a always,exit -F path=/usr/bin/kmod -F perm=x -F arch=b64 -S all -k modules
-a always,exit -F arch=b64 -S open -F path=/usr/bin/kmod -F perm=x;ok;-a always,exit -F arch=b64 -S open,execve -F path=/usr/bin/kmod -p x
-a always,exit -S open -F path=/usr/bin/kmod -F perm=x;ok;-a always,exit -F path=/usr/bin/kmod -F perm=x -S open,execve
-a always,exit -F arch=b64 -F path=/usr/bin/kmod -F perm=x -F arch=b32;fail;arch must stand before -S: the syscall names were already looked up for another machine;arch-order
-w /usr/bin/kmod -p x -k modules;ok;-a always,exit -F path=/usr/bin/kmod -F perm=x -k modules
-a always,exit -F arch=b64 -S all -F path=/usr/bin/kmod -F perm=x -k modules;ok;-a always,exit -F arch=b64 -S all -F path=/usr/bin/kmod -F perm=x -k modules
# auditctl 4.0.2
-d always,exit -S open;delete;-a always,exit -S open
-A exit,possible -S open;does;nothing
--loginuid-immutable -i;does;nothing
--help;fail;--help only prints the usage, and auditctl takes that for an error
-w /etc/passwd -F auid>=1000 -p wa;ok;-a always,exit -F path=/etc/passwd -F perm=wa -F auid>=1000
-S open -w /etc/passwd;ok;-a always,exit -F path=/etc/passwd -F perm=rwxa
# auditctl 4.0.4
-d always,exit -S open;fail;auditctl 4.0.4 has lost the option -d
-A exit,possible -S open;fail;auditctl stops reading before this word and takes it for an error
-A exit,possible;does;nothing
--loginuid-immutable -i;fail;auditctl stops reading before this word and takes it for an error
# auditctl 4.0.5
-A always,exit -S open;delete;-a always,exit -S open
-d always,exit -S open;delete;-a always,exit -S open
# auditctl 4.1.0
-A always,exit -S open;delete;-a always,exit -S open
-S open -w /etc/passwd;fail;this auditctl takes a watch only at the start of a rule, without fields or -S before it
-w /etc/passwd -F auid>=1000 -p wa;ok;-a always,exit -F path=/etc/passwd -F perm=wa -F auid>=1000
# auditctl 4.1.1
-A always,exit -S open;ok;-A always,exit -S open
-d exit,possible -S open;fail;auditctl stops reading before this word and takes it for an error
-w / -p x -k m;fail;'-k' needs a value
-h;fail;-h only prints the usage, and auditctl takes that for an error
# auditctl 4.2.0
-a always,exit -F arch=b64 -F path=/usr/bin/kmod -F perm=x -k modules;ok;-a always,exit -F arch=b64 -S execve,execveat -F path=/usr/bin/kmod -F perm=x -k modules
-d exit,possible -S open;does;nothing
-w / -p x -k m;ok;-a always,exit -F dir=/ -F perm=x -k m
-h;does;nothing
-a always,exit -S open -k a<x01>b;fail;a key cannot hold the byte 0x01, which parts keys
# auditctl 3.0.9
-a always,EXIT;fail;'EXIT' is no list that auditctl 3.0.9 knows
-w /etc/passwd -a exit,always;ok;-a always,exit -F path=/etc/passwd -F perm=rwxa
-w /etc/passwd -a exit,never;ok;-a never,exit -F path=/etc/passwd -F perm=rwxa
-l -k a<x01>;does;nothing
# auditctl 3.1.0
-a always,EXIT;ok;-a always,exit
-a ALWAYS,exit;fail;'ALWAYS' is no action
-a Exclude,never -F msgtype=CWD;ok;-a never,exclude -F msgtype=CWD
# auditctl 4.2.0
-l -k a<x01>;fail;a key cannot hold the byte 0x01, which parts keys
