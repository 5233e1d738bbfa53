A machine in one page.  Of the running one tests/vm asks guests; here are trees captured of machines (tests/modules/roots.py).

  $ tests/modules/roots.py $TMP/roots; mkdir -p $TMP/roots/as-it-should-be/etc/audit/rules.d
  > cp examples/modules.rules $TMP/roots/as-it-should-be/etc/audit/rules.d; cd $TMP; modtrail status --root roots/as-it-should-be
  roots/as-it-should-be: pass
    rules     pass       all 6 ways to load or unload a module leave a record
    delivery  -          files do not tell
    trail     -          there is none at roots/as-it-should-be/var/lib/modtrail/trail
    modules   pass       consistent: 4 modules, 2 of them recorded
    probe     -          unknown: there is no record of one at
                         roots/as-it-should-be/var/lib/modtrail/probe.json

With a trail whose key is given, and the answer of a probe, it passes as a whole; without the key the trail is not proven.

  $ cd $TMP; root=roots/as-it-should-be
  > mkdir -p $root/var/lib/modtrail; modtrail search --quiet --into $root/var/lib/modtrail/trail $root/var/log/audit 2>&1 |
  > sed -n 's/.*note: modtrail-key/modtrail-key/p' > key
  > echo '{"schema":"modtrail.probe/1","verdict":"pass","time":"2025-11-28T01:30:00.000Z","places":[{"name":"kernel",' \
  > '"watched":true,"reason":""}],"calls":[],"limits":[]}' > $root/var/lib/modtrail/probe.json
  > modtrail status --root $root --key key
  roots/as-it-should-be: pass
    rules     pass       all 6 ways to load or unload a module leave a record
    delivery  -          files do not tell
    trail     pass       intact: 5 lines under 2 checkpoints of 1 chain
    modules   pass       consistent: 4 modules, 2 of them recorded
    probe     pass       pass at 2025-11-28T01:30:00.000Z
  $ cd $TMP; modtrail status --root roots/as-it-should-be --quiet
  roots/as-it-should-be: undecided
  [exit 2]
  $ cd $TMP; SOURCE_DATE_EPOCH=1764300000 modtrail status --root roots/as-it-should-be --key key --format json
  {
    "schema": "modtrail.status/1",
    "verdict": "pass",
    "time": "2025-11-28T03:20:00.000Z",
    "target": "roots/as-it-should-be",
    "parts": [
      {
        "name": "rules",
        "verdict": "pass",
        "summary": "all 6 ways to load or unload a module leave a record"
      },
      {
        "name": "delivery",
        "verdict": "notapplicable",
        "summary": "files do not tell"
      },
      {
        "name": "trail",
        "verdict": "pass",
        "summary": "intact: 5 lines under 2 checkpoints of 1 chain"
      },
      {
        "name": "modules",
        "verdict": "pass",
        "summary": "consistent: 4 modules, 2 of them recorded"
      },
      {
        "name": "probe",
        "verdict": "pass",
        "summary": "pass at 2025-11-28T01:30:00.000Z"
      }
    ],
    "delivery": null,
    "modules": {
      "accounted": 2,
      "boot": 2,
      "unrecorded": 0,
      "unplaced": 0,
      "hidden": 0,
      "differences": 0
    }
  }
  $ cd $TMP; SOURCE_DATE_EPOCH=1764300000 modtrail status --root roots/as-it-should-be --key key --format prometheus | grep -v verdict=.*0$
  # HELP modtrail_status_time_seconds When the host was looked at, in seconds since 1970.
  # TYPE modtrail_status_time_seconds gauge
  modtrail_status_time_seconds 1764300000
  # HELP modtrail_status_verdict 1 for the verdict that holds of each part; of all: the worst.
  # TYPE modtrail_status_verdict gauge
  modtrail_status_verdict{part="all",verdict="pass"} 1
  modtrail_status_verdict{part="rules",verdict="pass"} 1
  modtrail_status_verdict{part="delivery",verdict="notapplicable"} 1
  modtrail_status_verdict{part="trail",verdict="pass"} 1
  modtrail_status_verdict{part="modules",verdict="pass"} 1
  modtrail_status_verdict{part="probe",verdict="pass"} 1
  # HELP modtrail_modules Loaded modules by how they stand to the records.
  # TYPE modtrail_modules gauge
  modtrail_modules{standing="accounted"} 2
  modtrail_modules{standing="boot"} 2
  modtrail_modules{standing="unrecorded"} 0
  modtrail_modules{standing="unplaced"} 0
  modtrail_modules{standing="hidden"} 0
  # HELP modtrail_module_differences Differences between views of the kernel, and to the records.
  # TYPE modtrail_module_differences gauge
  modtrail_module_differences 0

The exit code is that of the worst part.

  $ cd $TMP; cp -r roots/as-it-should-be/etc roots/hidden-types/; modtrail status --root roots/hidden-types
  roots/hidden-types: fail
    rules     pass       all 6 ways to load or unload a module leave a record
    delivery  -          files do not tell
    trail     -          there is none at roots/hidden-types/var/lib/modtrail/trail
    modules   fail       different: 1 difference, 5 modules, 2 of them recorded;
                         hidden-types quiet
    probe     -          unknown: there is no record of one at
                         roots/hidden-types/var/lib/modtrail/probe.json
  [exit 1]
  $ cd $TMP; rm -r roots/hidden-types/etc; modtrail status --root roots/hidden-types --probe roots/hidden-types/nothing
  roots/hidden-types: fail
    rules     undecided  nothing to check: no /etc/audit/rules.d and no
                         /etc/audit/audit.rules in roots/hidden-types
    delivery  -          files do not tell
    trail     -          there is none at roots/hidden-types/var/lib/modtrail/trail
    modules   fail       different: 1 difference, 5 modules, 2 of them recorded;
                         hidden-types quiet
    probe     undecided  cannot read roots/hidden-types/nothing: no such file or directory
  [exit 1]

What is said of wrong words.

  $ modtrail status --key nowhere
  modtrail: cannot read nowhere: no such file or directory
  [exit 2]
  $ modtrail status host
  modtrail: status: it takes no argument, and "host" is one (modtrail help status)
  [exit 2]
