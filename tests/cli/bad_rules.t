Rules that auditctl refuses: each with its place, and what is lost after it.

  $ cat > $TMP/a.rules <<'END'
  > -D
  > -a always,exit -F arch=b64 -S init_modul -k modules
  > -a always,exit -F arch=b64 -S finit_module -k modules
  > END
  > modtrail check $TMP/a.rules

  $ printf '%s\r\n' '-a always,exit -F arch=b64 -S finit_module' > $TMP/crlf.rules
  > modtrail check $TMP/crlf.rules | sed -n '/^error/,/^$/p'

  $ printf '%s\n' '-a always,exit -F arch=b64 -S finit_module -k m # loads' > $TMP/comment.rules
  > modtrail check $TMP/comment.rules | sed -n '/^error/,/^$/p'

  $ printf '%s\n%s\n' '-w /etc/passwd -p wa -k x' '-w /etc/passwd -p wa -k x' > $TMP/twice.rules
  > modtrail check $TMP/twice.rules | sed -n '/^error/,/^$/p'

  $ printf '\000\000\n' | modtrail check -q -

  $ head -c 70000 /dev/zero | tr '\000' x | modtrail check - | sed -n '/^error/,/^$/p'
