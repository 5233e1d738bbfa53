# How a line becomes words, and words become options.
# auditctl 3.0.9
-a always,exit -F arch=b64 -S finit_module -k modules;ok;-a always,exit -F arch=b64 -S finit_module -k modules
   -a   always,exit    -F arch=b64 -S   finit_module   -k modules   ;ok;-a always,exit -F arch=b64 -S finit_module -k modules
-aalways,exit -Farch=b64 -Sfinit_module -kmodules;ok;-a always,exit -F arch=b64 -S finit_module -k modules
<HASH> a comment;none
   <HASH> an indented comment;none
<HASH>-D;none
;none
    ;none
<TAB>;fail;only spaces part words, a tab is part of this one: a rule begins with an option such as -a or -w;tab
<TAB><HASH> a comment behind a tab;fail;only spaces part words, a tab is part of this one: a rule begins with an option such as -a or -w;tab
<CR>;fail;the line ends in a carriage return, which is part of this word: a rule begins with an option such as -a or -w;carriage-return
<CR><HASH> comment;fail;the line ends in a carriage return, which is part of this word: a rule begins with an option such as -a or -w;carriage-return
-a<TAB>always,exit -S open;fail;only spaces part words, a tab is part of this one: '<TAB>always' is no action;tab
-a always,exit<TAB>-S open;fail;only spaces part words, a tab is part of this one: 'exit<TAB>-S' is no list that auditctl 3.0.9 knows;tab
-a always,exit -S open<TAB>;fail;only spaces part words, a tab is part of this one: 'open<TAB>' is no syscall of x86_64 that auditctl 3.0.9 knows;tab
-a always,exit -S finit_module<CR>;fail;the line ends in a carriage return, which is part of this word: 'finit_module<CR>' is no syscall of x86_64 that auditctl 3.0.9 knows;carriage-return
-a always,exit -S finit_module -k mod<CR>;ok;-a always,exit -S finit_module -k mod<CR>
-w /etc/passwd -p wa<CR>;fail;the line ends in a carriage return, which is part of this word: -p takes the letters r, w, x, a only;carriage-return
-e 2<CR>;fail;the line ends in a carriage return, which is part of this word: '-e' takes 0, 1 or 2;carriage-return
-D<CR>;fail;the line ends in a carriage return, which is part of this word: nothing can stand behind this option in its word;carriage-return
<BOM>-D;fail;the file begins with a byte order mark, which is part of this word: a rule begins with an option such as -a or -w
<BOM><HASH> comment;fail;the file begins with a byte order mark, which is part of this word: a rule begins with an option such as -a or -w
-a always,exit -S open <HASH> why;fail;a comment needs a line of its own: auditctl takes these words for part of the rule;trailing-comment
-a always,exit -S open <HASH>why;fail;a comment needs a line of its own: auditctl takes these words for part of the rule;trailing-comment
-a always,exit -S open -k x <HASH> -f modules;fail;a comment needs a line of its own: auditctl takes these words for part of the rule;trailing-comment
-w /etc/passwd -p wa -k x <HASH> comment;fail;a comment needs a line of its own: auditctl takes these words for part of the rule;trailing-comment
-D <HASH> comment;fail;a comment needs a line of its own: auditctl takes these words for part of the rule;trailing-comment
-e 1 <HASH> comment;fail;a comment needs a line of its own: auditctl takes these words for part of the rule;trailing-comment
-k <HASH>k -S open -a always,exit;fail;-k needs a watch, or a list and -S, perm=, exe= or fstype=, before it
-a always,exit -S open -k <HASH>k;ok;-a always,exit -S open -k #k
-a always,exit -S open -k "my key";fail;this word belongs to no option: a value is one word, and a list of syscalls has no spaces
-a always,exit -S open -k "mykey";ok;-a always,exit -S open -k "mykey"
-a always,exit -S open -k 'mykey';ok;-a always,exit -S open -k 'mykey'
-a always,exit -S open -k my\ key;ok;-a always,exit -S open -k my\ key
-a always,exit -S open -k my\\key;ok;-a always,exit -S open -k my\\key
-a always,exit -S open -k my\key;ok;-a always,exit -S open -k my\\key
-a always,exit -S open -k my\\\ key;ok;-a always,exit -S open -k my\\\ key
-a always,exit -S open -k a\;ok;-a always,exit -S open -k a\\
-w /srv/with\ space -p wa;ok;-a always,exit -F path=/srv/with\ space -F perm=wa
-a always,exit -S init_module, finit_module;fail;this word belongs to no option: a value is one word, and a list of syscalls has no spaces
-a always,exit -S init_module finit_module;fail;this word belongs to no option: a value is one word, and a list of syscalls has no spaces
-a always,exit -S init_module ,finit_module;fail;this word belongs to no option: a value is one word, and a list of syscalls has no spaces
foo;fail;a rule begins with an option such as -a or -w
foo -i;does;ignore errors
-i foo;fail;auditctl stops reading before this word and takes it for an error
-;fail;a rule begins with an option such as -a or -w
-- ;does;nothing
-a always,exit -S open --;ok;-a always,exit -S open
-- -a always,exit -S open;fail;this word belongs to no option: a value is one word, and a list of syscalls has no spaces
foo -a always,exit -S open;fail;this word belongs to no option: a value is one word, and a list of syscalls has no spaces
-x;fail;'-x' is no option of auditctl
-a;fail;'-a' needs a value
-a always,exit -F;fail;'-F' needs a value
-a always,exit -S;fail;'-S' needs a value
-a always,exit -S open -k;fail;'-k' needs a value
-a always,exit -S open -v;does;nothing
-a always,exit -S open -i;does;ignore errors
-a always,exit -S open -t;does;nothing
-a always,exit -S open -e 0;does;enabled 0, add -a always,exit -S open
-a always,exit -S open -e 3;fail;'-e' takes 0, 1 or 2
-ic;fail;nothing can stand behind this option in its word
-i -c;fail;auditctl stops reading before this word and takes it for an error
-S open;fail;the rule names no list: begin it with -a always,exit
-F uid=0;fail;a field needs -a, -A, -d, -w or -W before it
-p wa;fail;-p needs a watch before it
-k modules;fail;-k needs a watch, or a list and -S, perm=, exe= or fstype=, before it
-C uid!=euid;fail;-C works on the exit list only
-v -v;fail;auditctl stops reading before this word and takes it for an error
-s;does;nothing
-l;does;nothing
-l -k modules;does;nothing
-R /etc/audit/more.rules;fail;a rules file cannot read another one
-h;fail;-h only prints the usage, and auditctl takes that for an error
--help;fail;'--help' is no option of auditctl
-t;does;nothing
-q /mnt,/srv;does;nothing
-q /mnt;fail;-q takes a mount point and a directory with a comma between them
-m hello;does;nothing
-m two words;fail;-m TEXT stands alone, and TEXT is one word
--signal HUP;does;nothing
--signal FOO;fail;auditctl cannot send a signal of that name
-a always,exit -D;fail;auditctl crashes on these words and loads nothing after them
