The words of probe that are wrong; what it finds depends on the machine (tests/vm asks guests).

  $ modtrail probe --timeout 0
  modtrail: --timeout takes seconds from 1 to 86400, not "0"
  [exit 2]
  $ modtrail probe --heartbeat soon
  modtrail: --heartbeat takes seconds from 1 to 86400, not "soon"
  [exit 2]
  $ modtrail probe --abi b16
  modtrail: probe: --abi is b64|b32|x32, not "b16" (modtrail help probe)
  [exit 2]
  $ modtrail probe rules.d
  modtrail: probe: it takes no argument, and "rules.d" is one (modtrail help probe)
  [exit 2]
