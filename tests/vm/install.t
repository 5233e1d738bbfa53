What a Debian 12 machine with systemd makes of the package; tests/vm/install runs these commands in a guest.

The machine: auditd runs and writes what its rules record.

  $ systemctl is-active auditd; auditctl -l | grep -c modules; depmod 2> /dev/null
  active
  2

Installing enables and starts nothing, and makes a user and directories.

  $ dpkg -i /opt/modtrail.deb > /tmp/dpkg 2>&1 || cat /tmp/dpkg; dpkg-query -W -f '${db:Status-Status}\n' modtrail
  installed

  $ systemctl is-enabled modtrail-watch; systemctl is-active modtrail-watch
  disabled
  inactive
  [exit 3]

  $ getent passwd modtrail | cut -d: -f5-
  modtrail:/var/lib/modtrail:/usr/sbin/nologin

  $ cd /var; stat -c '%U:%G %a %n' lib/modtrail lib/modtrail/watch lib/modtrail/trail log/modtrail
  root:root 755 lib/modtrail
  modtrail:modtrail 700 lib/modtrail/watch
  modtrail:modtrail 700 lib/modtrail/trail
  modtrail:adm 750 log/modtrail

  $ dpkg-query -W -f '${Conffiles}\n' modtrail | cut -d' ' -f2 | sort
  /etc/audit/plugins.d/modtrail.conf
  /etc/modtrail/policy.toml
  /etc/modtrail/watch.env

  $ grep active /etc/audit/plugins.d/modtrail.conf | tail -n 1
  active = no

  $ find $(dpkg -L modtrail) -maxdepth 0 -perm /6022 ! -type l
  $ modtrail check --quiet
  this host: pass: all 6 ways to load or unload a module leave a record

Started, it runs as its user with no capability, and beside it the process that asks the kernel.

  $ systemctl start modtrail-watch; sleep 2; systemctl is-active modtrail-watch
  active

  $ pid=$(systemctl show --value -p MainPID modtrail-watch)
  > show() { sed -n 's/^\(CapEff\|NoNewPrivs\|Seccomp\):\t*/\1 /p' /proc/$1/status; }
  > ps_user() { stat -c %U /proc/$1; }
  > ps_user $pid; show $pid; echo; show $(cat /proc/$pid/task/$pid/children)
  modtrail
  CapEff 0000000000000000
  NoNewPrivs 1
  Seccomp 2

  CapEff 0000000040000000
  NoNewPrivs 1
  Seccomp 2

It tells of a load and an unload, once.

  $ modprobe dummy; rmmod dummy
  > for turn in $(seq 60); do grep -q '"operation":"unload"' /var/log/modtrail/events.jsonl && break; sleep 1; done
  > grep -o '"operation":"[a-z]*","module":"[a-z]*","outcome":"[a-z]*"' /var/log/modtrail/events.jsonl
  "operation":"load","module":"dummy","outcome":"done"
  "operation":"unload","module":"dummy","outcome":"done"

  $ grep -o '"path":"[^"]*dummy.ko"' /var/log/modtrail/events.jsonl | sed 's/6\.[^/]*/KERNEL/'
  "path":"/lib/modules/KERNEL/dummy.ko"

The process that asks is what makes a trail complete: without it nothing is.

  $ systemctl restart modtrail-watch; sleep 3; modprobe dummy; sleep 3; systemctl stop modtrail-watch
  > grep -o '"schema":"modtrail.interval/1","verdict":"[a-z]*"' /var/log/modtrail/events.jsonl | tail -n 1
  "schema":"modtrail.interval/1","verdict":"complete"

  $ systemctl start modtrail-watch; sleep 3; pid=$(systemctl show --value -p MainPID modtrail-watch)
  > kill -9 $(cat /proc/$pid/task/$pid/children); rmmod dummy; sleep 3; systemctl stop modtrail-watch
  > tail -n 1 /var/log/modtrail/events.jsonl | grep -o '"verdict":"[a-z]*"\|"cause":"counter-unread"\|"detail":"the[^"]*"'
  "verdict":"unknown"
  "cause":"counter-unread"
  "detail":"the process that asks the kernel has ended"

  $ grep -c '"operation":"[a-z]*load","module":"dummy"' /var/log/modtrail/events.jsonl
  4

  $ modtrail verify --quiet /var/lib/modtrail/trail > /dev/null; echo $?
  2

Stopping is no failure.

  $ systemctl show -p Result -p ExecMainStatus modtrail-watch
  Result=success
  ExecMainStatus=0

An upgrade starts a watch that runs anew, leaves one that does not alone, and keeps what was changed in /etc.

  $ echo '# changed' >> /etc/modtrail/policy.toml; dpkg -i /opt/next.deb > /tmp/dpkg 2>&1 || cat /tmp/dpkg
  > systemctl is-active modtrail-watch; tail -n 1 /etc/modtrail/policy.toml
  inactive
  # changed

  $ systemctl enable --now modtrail-watch 2> /dev/null; sleep 2; before=$(systemctl show --value -p MainPID modtrail-watch)
  > dpkg -i --force-downgrade /opt/modtrail.deb > /tmp/dpkg 2>&1 || cat /tmp/dpkg
  > sleep 2; after=$(systemctl show --value -p MainPID modtrail-watch)
  > systemctl is-active modtrail-watch; systemctl is-enabled modtrail-watch; test $before != $after && echo anew
  active
  enabled
  anew

It goes on where it was, and what was sealed before the upgrade is whole.

  $ modprobe dummy; rmmod dummy; lines() { grep -c '"operation":"[a-z]*load","module":"dummy"' /var/log/modtrail/$1.jsonl; }
  > for turn in $(seq 60); do test $(lines events) = 6 && break; sleep 1; done; lines events
  6

  $ modtrail verify --quiet /var/lib/modtrail/trail > /dev/null; echo $?
  2

As auditd's plugin it tells the same, as its own user; so it does once, beside the service.

  $ sed -i 's/^active = no/active = yes/' /etc/audit/plugins.d/modtrail.conf; kill -HUP $(pidof auditd); sleep 5
  > stat -c %U /proc/$(cat /proc/$(pidof auditd)/task/*/children | cut -d' ' -f1); modprobe dummy; rmmod dummy
  > lines() { grep -c '"operation":"[a-z]*load","module":"dummy"' /var/log/modtrail/$1.jsonl; }
  > for turn in $(seq 60); do test "$(lines audisp 2> /dev/null)" = 2 && break; sleep 1; done; lines audisp; lines events
  modtrail
  2
  8

  $ sed -i 's/^active = yes/active = no/' /etc/audit/plugins.d/modtrail.conf; kill -HUP $(pidof auditd); sleep 5
  > cat /proc/$(pidof auditd)/task/*/children | wc -w
  0

Removed, it is stopped; what was recorded stays until it is purged.

  $ dpkg -r modtrail > /tmp/dpkg 2>&1 || cat /tmp/dpkg; systemctl is-active modtrail-watch; ls /usr/bin/modtrail
  inactive
  ls: cannot access '/usr/bin/modtrail': No such file or directory
  [exit 2]

  $ ls /var/log/modtrail /etc/modtrail; ls -A /var/lib/modtrail; ls -A /etc/systemd/system/multi-user.target.wants | grep -c modtrail
  /etc/modtrail:
  policy.toml
  watch.env

  /var/log/modtrail:
  audisp.jsonl
  events.jsonl
  trail
  watch
  0
  [exit 1]

  $ dpkg -P modtrail > /tmp/dpkg 2>&1 || cat /tmp/dpkg; ls -d /var/log/modtrail /etc/modtrail /var/lib/modtrail 2> /dev/null
  [exit 2]

  $ find / -xdev -name '*modtrail*' ! -path '/opt/*' ! -path '/proc/*' 2> /dev/null | sort
  $ systemctl --failed --no-legend | grep -c modtrail
  0
  [exit 1]
