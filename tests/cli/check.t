`modtrail check` on the two example rulesets, in each form of the answer.  README shows the first two.

The ruleset many guides print leaves the call that kmod makes unrecorded.

  $ modtrail check examples/host-seed.rules
  examples/host-seed.rules: fail: 4 of 6 ways to load or unload a module can leave no record; 2 errors, 3 warnings

         init_module          finit_module   delete_module
    b64  ✓ always (modules)   ✗ never        ✓ always (modules)
    b32  ✗ never              ✗ never        ✗ never
    x32  · off                · off          · off

  A load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64
    leaves no record: no rule takes finit_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=finit_module pid=4211 ppid=57 args=3,94355073274464' examples/host-seed.rules

  A load by root (/usr/local/sbin/loader, logged in as 1000) through init_module in b32
    leaves no record: no rule takes init_module of b32.
      modtrail explain --attempt 'abi=b32 syscall=init_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=139887353266176,20480,94355073274464 exe=/usr/local/sbin/loader' examples/host-seed.rules
    (2 more with --verbose)

  error[missing-syscall]: no rule takes finit_module on b64, though others do take module
    calls there; finit_module is how kmod loads a module that is not compressed
    = hint: name the call in a rule
    = fix: -a always,exit -F arch=b64 -S finit_module -k modules

  error[missing-abi]: no rule takes module calls on b32, which 32-bit programs use, and
    any other program through int 0x80
    = hint: give the rule once for each ABI
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  warning[inert-watch]: /sbin/insmod is a link to /usr/bin/kmod: the watch sits on the
    link, and running the program through it does not fire it, unless the TOMOYO security
    module is stacked
   --> examples/host-seed.rules:4:4
    |
  4 | -w /sbin/insmod -p x -k modules
    |    ^^^^^^^^^^^^
    = hint: watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k
        modules
    the same at examples/host-seed.rules:5, examples/host-seed.rules:6

  2 notes with --verbose

  Running the tools (evidence of a program run, never of a load)
    /sbin/insmod, /sbin/rmmod, /sbin/modprobe, /usr/bin/kmod  ? undecided: it depends on
      files that were not shown

  Rules to add (where: modtrail fix examples/host-seed.rules)
    -a always,exit -F arch=b64 -S finit_module -k modules
    -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  Assuming: x32 off, ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 1]

The complete one passes.

  $ modtrail check examples/modules.rules
  examples/modules.rules: pass: all 6 ways to load or unload a module leave a record

         init_module          finit_module         delete_module
    b64  ✓ always (modules)   ✓ always (modules)   ✓ always (modules)
    b32  ✓ always (modules)   ✓ always (modules)   ✓ always (modules)
    x32  · off                · off                · off

  1 note with --verbose

  Assuming: x32 off, ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.

The verdict alone; every witness.

  $ modtrail check --quiet examples/host-seed.rules examples/modules.rules
  examples/host-seed.rules: fail: 4 of 6 ways to load or unload a module can leave no record; 2 errors, 3 warnings
  examples/modules.rules: pass: all 6 ways to load or unload a module leave a record
  [exit 1]

  $ modtrail check --verbose examples/host-seed.rules
  examples/host-seed.rules: fail: 4 of 6 ways to load or unload a module can leave no record; 2 errors, 3 warnings

         init_module          finit_module   delete_module
    b64  ✓ always (modules)   ✗ never        ✓ always (modules)
    b32  ✗ never              ✗ never        ✗ never
    x32  · off                · off          · off

  A load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64
    leaves no record: no rule takes finit_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=finit_module pid=4211 ppid=57 args=3,94355073274464' examples/host-seed.rules

  A load by root (/usr/local/sbin/loader, logged in as 1000) through init_module in b32
    leaves no record: no rule takes init_module of b32.
      modtrail explain --attempt 'abi=b32 syscall=init_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=139887353266176,20480,94355073274464 exe=/usr/local/sbin/loader' examples/host-seed.rules

  A load by root (/usr/local/sbin/loader, logged in as 1000) through finit_module in b32
    leaves no record: no rule takes finit_module of b32.
      modtrail explain --attempt 'abi=b32 syscall=finit_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=3,94355073274464 exe=/usr/local/sbin/loader' examples/host-seed.rules

  An unload by root (/usr/local/sbin/loader, logged in as 1000) through delete_module in
    b32 leaves no record: no rule takes delete_module of b32.
      modtrail explain --attempt 'abi=b32 syscall=delete_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=94355073274464,2048 exe=/usr/local/sbin/loader' examples/host-seed.rules

  examples/host-seed.rules: 7 lines, 4 carried out

  error[missing-syscall]: no rule takes finit_module on b64, though others do take module
    calls there; finit_module is how kmod loads a module that is not compressed
    = hint: name the call in a rule
    = fix: -a always,exit -F arch=b64 -S finit_module -k modules

  error[missing-abi]: no rule takes module calls on b32, which 32-bit programs use, and
    any other program through int 0x80
    = hint: give the rule once for each ABI
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  warning[inert-watch]: /sbin/insmod is a link to /usr/bin/kmod: the watch sits on the
    link, and running the program through it does not fire it, unless the TOMOYO security
    module is stacked
   --> examples/host-seed.rules:4:4
    |
  4 | -w /sbin/insmod -p x -k modules
    |    ^^^^^^^^^^^^
    = hint: watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k
        modules

  warning[inert-watch]: /sbin/rmmod is a link to /usr/bin/kmod: the watch sits on the
    link, and running the program through it does not fire it, unless the TOMOYO security
    module is stacked
   --> examples/host-seed.rules:5:4
    |
  5 | -w /sbin/rmmod -p x -k modules
    |    ^^^^^^^^^^^
    = hint: watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k
        modules

  warning[inert-watch]: /sbin/modprobe is a link to /usr/bin/kmod: the watch sits on the
    link, and running the program through it does not fire it, unless the TOMOYO security
    module is stacked
   --> examples/host-seed.rules:6:4
    |
  6 | -w /sbin/modprobe -p x -k modules
    |    ^^^^^^^^^^^^^^
    = hint: watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k
        modules

  note[missing-delete-all]: no -D stands before the first rule: loaded a second time, this
    rule is a duplicate, and auditctl stops here
   --> examples/host-seed.rules:4:1
    |
  4 | -w /sbin/insmod -p x -k modules
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = hint: put -D on a line before the first rule

  note[locked-not]: nothing locks the rules: root can delete them while the machine runs
    = hint: make -e 2 the last line; it holds until the machine is started again

  Running the tools (evidence of a program run, never of a load)
    /sbin/insmod, /sbin/rmmod, /sbin/modprobe, /usr/bin/kmod  ? undecided: it depends on
      files that were not shown

  Rules to add (where: modtrail fix examples/host-seed.rules)
    -a always,exit -F arch=b64 -S finit_module -k modules
    -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  Assuming: arch x86_64, kernel 6.1.0, auditctl 3.0.9, x32 off, ia32 on, lsm unknown,
    audit 1, commit boot, tracefs mounted. (--assume FACT=VALUE)
  Not covered:
    - the registered audit daemon's own calls are not recorded
    - tasks older than the first rule are not recorded unless the kernel was started with
      audit=1
    - calls that seccomp denies never reach the filter
    - modules loaded before the rules, in the initramfs and at early boot, leave no record
    - a call under way while the rules change may be lost: the record is made when it ends
    - records can be lost later: a full queue, a stopped daemon, a full disk
  [exit 1]

As JSON: one document for one source, one that holds them all for several.

  $ modtrail check --format json examples/host-seed.rules
  {
    "schema": "modtrail.assessment/1",
    "verdict": "fail",
    "target": {
      "kind": "file",
      "name": "examples/host-seed.rules"
    },
    "facts": {
      "arch": {
        "value": "x86_64",
        "source": "assumed"
      },
      "kernel": {
        "value": "6.1.0",
        "source": "assumed"
      },
      "auditctl": {
        "value": "3.0.9",
        "source": "assumed"
      },
      "x32": {
        "value": "off",
        "source": "assumed"
      },
      "ia32": {
        "value": "on",
        "source": "assumed"
      },
      "lsm": {
        "value": "unknown",
        "source": "assumed"
      },
      "audit": {
        "value": "1",
        "source": "assumed"
      },
      "commit": {
        "value": "boot",
        "source": "assumed"
      },
      "tracefs": {
        "value": "mounted",
        "source": "assumed"
      }
    },
    "sources": [
      {
        "path": "examples/host-seed.rules",
        "sha256": "82b8261e7605aa542eab7fa9765a3043863114f788fa7e0b859ebf9e1d3332cf",
        "lines": 7,
        "loaded": 4,
        "stopped_at": null
      }
    ],
    "coverage": [
      {
        "operation": "load",
        "abi": "b64",
        "syscall": "init_module",
        "recorded": "always",
        "keys": [
          "modules"
        ],
        "assuming": [
          "audit"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "load",
        "abi": "b64",
        "syscall": "finit_module",
        "recorded": "never",
        "keys": [],
        "assuming": [],
        "witness": {
          "abi": "b64",
          "syscall": "finit_module",
          "pid": 4211,
          "ppid": 57,
          "args": [
            3,
            94355073274464
          ]
        },
        "origin": null
      },
      {
        "operation": "unload",
        "abi": "b64",
        "syscall": "delete_module",
        "recorded": "always",
        "keys": [
          "modules"
        ],
        "assuming": [
          "audit"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "load",
        "abi": "b32",
        "syscall": "init_module",
        "recorded": "never",
        "keys": [],
        "assuming": [
          "ia32"
        ],
        "witness": {
          "abi": "b32",
          "syscall": "init_module",
          "auid": 1000,
          "sessionid": 3,
          "pid": 2417,
          "ppid": 2402,
          "args": [
            139887353266176,
            20480,
            94355073274464
          ],
          "exe": "/usr/local/sbin/loader",
          "comm": "loader"
        },
        "origin": null
      },
      {
        "operation": "load",
        "abi": "b32",
        "syscall": "finit_module",
        "recorded": "never",
        "keys": [],
        "assuming": [
          "ia32"
        ],
        "witness": {
          "abi": "b32",
          "syscall": "finit_module",
          "auid": 1000,
          "sessionid": 3,
          "pid": 2417,
          "ppid": 2402,
          "args": [
            3,
            94355073274464
          ],
          "exe": "/usr/local/sbin/loader",
          "comm": "loader"
        },
        "origin": null
      },
      {
        "operation": "unload",
        "abi": "b32",
        "syscall": "delete_module",
        "recorded": "never",
        "keys": [],
        "assuming": [
          "ia32"
        ],
        "witness": {
          "abi": "b32",
          "syscall": "delete_module",
          "auid": 1000,
          "sessionid": 3,
          "pid": 2417,
          "ppid": 2402,
          "args": [
            94355073274464,
            2048
          ],
          "exe": "/usr/local/sbin/loader",
          "comm": "loader"
        },
        "origin": null
      },
      {
        "operation": "load",
        "abi": "x32",
        "syscall": "init_module",
        "recorded": "unreachable",
        "keys": [],
        "assuming": [
          "x32"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "load",
        "abi": "x32",
        "syscall": "finit_module",
        "recorded": "unreachable",
        "keys": [],
        "assuming": [
          "x32"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "unload",
        "abi": "x32",
        "syscall": "delete_module",
        "recorded": "unreachable",
        "keys": [],
        "assuming": [
          "x32"
        ],
        "witness": null,
        "origin": null
      }
    ],
    "execute": [
      {
        "tool": "/sbin/insmod",
        "resolved": null,
        "recorded": "undecided",
        "keys": [],
        "assuming": [],
        "origin": {
          "file": "examples/host-seed.rules",
          "line": 4,
          "column": 1
        }
      },
      {
        "tool": "/sbin/rmmod",
        "resolved": null,
        "recorded": "undecided",
        "keys": [],
        "assuming": [],
        "origin": {
          "file": "examples/host-seed.rules",
          "line": 5,
          "column": 1
        }
      },
      {
        "tool": "/sbin/modprobe",
        "resolved": null,
        "recorded": "undecided",
        "keys": [],
        "assuming": [],
        "origin": {
          "file": "examples/host-seed.rules",
          "line": 6,
          "column": 1
        }
      },
      {
        "tool": "/usr/bin/kmod",
        "resolved": null,
        "recorded": "undecided",
        "keys": [],
        "assuming": [],
        "origin": null
      }
    ],
    "findings": [
      {
        "id": "missing-delete-all",
        "level": "note",
        "message": "no -D stands before the first rule: loaded a second time, this rule is a duplicate, and auditctl stops here",
        "origin": {
          "file": "examples/host-seed.rules",
          "line": 4,
          "column": 1
        },
        "hint": "put -D on a line before the first rule",
        "fix": [],
        "fingerprint": "f8ed4b93510c0d32:1"
      },
      {
        "id": "inert-watch",
        "level": "warning",
        "message": "/sbin/insmod is a link to /usr/bin/kmod: the watch sits on the link, and running the program through it does not fire it, unless the TOMOYO security module is stacked",
        "origin": {
          "file": "examples/host-seed.rules",
          "line": 4,
          "column": 4
        },
        "hint": "watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k modules",
        "fix": [],
        "fingerprint": "de93b69a4518ec17:1"
      },
      {
        "id": "inert-watch",
        "level": "warning",
        "message": "/sbin/rmmod is a link to /usr/bin/kmod: the watch sits on the link, and running the program through it does not fire it, unless the TOMOYO security module is stacked",
        "origin": {
          "file": "examples/host-seed.rules",
          "line": 5,
          "column": 4
        },
        "hint": "watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k modules",
        "fix": [],
        "fingerprint": "3aa1defc5e001126:1"
      },
      {
        "id": "inert-watch",
        "level": "warning",
        "message": "/sbin/modprobe is a link to /usr/bin/kmod: the watch sits on the link, and running the program through it does not fire it, unless the TOMOYO security module is stacked",
        "origin": {
          "file": "examples/host-seed.rules",
          "line": 6,
          "column": 4
        },
        "hint": "watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k modules",
        "fix": [],
        "fingerprint": "3dbadcf9f592089e:1"
      },
      {
        "id": "missing-syscall",
        "level": "error",
        "message": "no rule takes finit_module on b64, though others do take module calls there; finit_module is how kmod loads a module that is not compressed",
        "origin": {
          "file": ""
        },
        "hint": "name the call in a rule",
        "fix": [
          "-a always,exit -F arch=b64 -S finit_module -k modules"
        ],
        "fingerprint": "3508fd17b276e95c:1"
      },
      {
        "id": "missing-abi",
        "level": "error",
        "message": "no rule takes module calls on b32, which 32-bit programs use, and any other program through int 0x80",
        "origin": {
          "file": ""
        },
        "hint": "give the rule once for each ABI",
        "fix": [
          "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules"
        ],
        "fingerprint": "1c69c456753e4546:1"
      },
      {
        "id": "locked-not",
        "level": "note",
        "message": "nothing locks the rules: root can delete them while the machine runs",
        "origin": {
          "file": ""
        },
        "hint": "make -e 2 the last line; it holds until the machine is started again",
        "fix": [],
        "fingerprint": "d4bed29c6b7149ca:1"
      }
    ],
    "controls": [],
    "limits": [
      "the registered audit daemon's own calls are not recorded",
      "tasks older than the first rule are not recorded unless the kernel was started with audit=1",
      "calls that seccomp denies never reach the filter",
      "modules loaded before the rules, in the initramfs and at early boot, leave no record",
      "a call under way while the rules change may be lost: the record is made when it ends",
      "records can be lost later: a full queue, a stopped daemon, a full disk"
    ]
  }
  [exit 1]

  $ modtrail check --format json examples/modules.rules
  {
    "schema": "modtrail.assessment/1",
    "verdict": "pass",
    "target": {
      "kind": "file",
      "name": "examples/modules.rules"
    },
    "facts": {
      "arch": {
        "value": "x86_64",
        "source": "assumed"
      },
      "kernel": {
        "value": "6.1.0",
        "source": "assumed"
      },
      "auditctl": {
        "value": "3.0.9",
        "source": "assumed"
      },
      "x32": {
        "value": "off",
        "source": "assumed"
      },
      "ia32": {
        "value": "on",
        "source": "assumed"
      },
      "lsm": {
        "value": "unknown",
        "source": "assumed"
      },
      "audit": {
        "value": "1",
        "source": "assumed"
      },
      "commit": {
        "value": "boot",
        "source": "assumed"
      },
      "tracefs": {
        "value": "mounted",
        "source": "assumed"
      }
    },
    "sources": [
      {
        "path": "examples/modules.rules",
        "sha256": "b7a8d7d4ace0cc7bc4d3383aed9bf7c79027c112524f54d08d8007bc98b72348",
        "lines": 16,
        "loaded": 4,
        "stopped_at": null
      }
    ],
    "coverage": [
      {
        "operation": "load",
        "abi": "b64",
        "syscall": "init_module",
        "recorded": "always",
        "keys": [
          "modules"
        ],
        "assuming": [
          "audit"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "load",
        "abi": "b64",
        "syscall": "finit_module",
        "recorded": "always",
        "keys": [
          "modules"
        ],
        "assuming": [
          "audit"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "unload",
        "abi": "b64",
        "syscall": "delete_module",
        "recorded": "always",
        "keys": [
          "modules"
        ],
        "assuming": [
          "audit"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "load",
        "abi": "b32",
        "syscall": "init_module",
        "recorded": "always",
        "keys": [
          "modules"
        ],
        "assuming": [
          "ia32",
          "audit"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "load",
        "abi": "b32",
        "syscall": "finit_module",
        "recorded": "always",
        "keys": [
          "modules"
        ],
        "assuming": [
          "ia32",
          "audit"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "unload",
        "abi": "b32",
        "syscall": "delete_module",
        "recorded": "always",
        "keys": [
          "modules"
        ],
        "assuming": [
          "ia32",
          "audit"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "load",
        "abi": "x32",
        "syscall": "init_module",
        "recorded": "unreachable",
        "keys": [],
        "assuming": [
          "x32"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "load",
        "abi": "x32",
        "syscall": "finit_module",
        "recorded": "unreachable",
        "keys": [],
        "assuming": [
          "x32"
        ],
        "witness": null,
        "origin": null
      },
      {
        "operation": "unload",
        "abi": "x32",
        "syscall": "delete_module",
        "recorded": "unreachable",
        "keys": [],
        "assuming": [
          "x32"
        ],
        "witness": null,
        "origin": null
      }
    ],
    "execute": [
      {
        "tool": "/sbin/insmod",
        "resolved": null,
        "recorded": "never",
        "keys": [],
        "assuming": [],
        "origin": null
      },
      {
        "tool": "/sbin/rmmod",
        "resolved": null,
        "recorded": "never",
        "keys": [],
        "assuming": [],
        "origin": null
      },
      {
        "tool": "/sbin/modprobe",
        "resolved": null,
        "recorded": "never",
        "keys": [],
        "assuming": [],
        "origin": null
      },
      {
        "tool": "/usr/bin/kmod",
        "resolved": null,
        "recorded": "never",
        "keys": [],
        "assuming": [],
        "origin": null
      }
    ],
    "findings": [
      {
        "id": "locked-not",
        "level": "note",
        "message": "nothing locks the rules: root can delete them while the machine runs",
        "origin": {
          "file": ""
        },
        "hint": "make -e 2 the last line; it holds until the machine is started again",
        "fix": [],
        "fingerprint": "d4bed29c6b7149ca:1"
      }
    ],
    "controls": [],
    "limits": [
      "the registered audit daemon's own calls are not recorded",
      "tasks older than the first rule are not recorded unless the kernel was started with audit=1",
      "calls that seccomp denies never reach the filter",
      "modules loaded before the rules, in the initramfs and at early boot, leave no record",
      "a call under way while the rules change may be lost: the record is made when it ends",
      "records can be lost later: a full queue, a stopped daemon, a full disk"
    ]
  }

  $ modtrail check -o json:$TMP/both.json examples/host-seed.rules examples/modules.rules || head -n 5 $TMP/both.json
  {
    "schema": "modtrail.assessments/1",
    "verdict": "fail",
    "assessments": [
      {

Facts: x32 cannot be covered by rules; nobody's rules reach a machine booted with audit=0.

  $ modtrail check --assume x32=on examples/modules.rules
  examples/modules.rules: fail: 3 of 9 ways to load or unload a module can leave no record; 1 error

         init_module          finit_module         delete_module
    b64  ✓ always (modules)   ✓ always (modules)   ✓ always (modules)
    b32  ✓ always (modules)   ✓ always (modules)   ✓ always (modules)
    x32  ✗ never              ✗ never              ✗ never

  A load by root (/usr/local/sbin/loader, logged in as 1000) through init_module in x32
    leaves no record: no rule can name a call of the x32 ABI.
      modtrail explain --attempt 'abi=x32 syscall=init_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=139887353266176,20480,94355073274464 exe=/usr/local/sbin/loader' --assume x32=on examples/modules.rules

  A load by root (/usr/local/sbin/loader, logged in as 1000) through finit_module in x32
    leaves no record: no rule can name a call of the x32 ABI.
      modtrail explain --attempt 'abi=x32 syscall=finit_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=3,94355073274464 exe=/usr/local/sbin/loader' --assume x32=on examples/modules.rules
    (1 more with --verbose)

  error[x32-open]: x32 is on, and its call numbers lie beyond what an exit rule can name:
    modules come and go through it without a record
    = hint: start the kernel with syscall.x32=n

  1 note with --verbose

  Known: x32 on (option).
  Assuming: ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 1]

  $ modtrail check -q --assume audit=0 examples/modules.rules
  examples/modules.rules: fail: 6 of 6 ways to load or unload a module can leave no record; 1 error
  [exit 1]

  $ modtrail check -q --arch aarch64 examples/modules.rules
  examples/modules.rules: pass: all 6 ways to load or unload a module leave a record

  $ modtrail check -q --arch ppc64le examples/modules.rules
  examples/modules.rules: fail: all 3 ways to load or unload a module leave a record; 1 error
  [exit 1]

  $ modtrail check -q --strict examples/modules.rules
  examples/modules.rules: undecided: all 6 ways to load or unload a module leave a record
  [exit 2]

Only those who logged in.

  $ printf '%s\n' '-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F auid>=1000 -F auid!=unset -k m' > $TMP/logins.rules
  > modtrail check -q --scope logins $TMP/logins.rules
  $TMP/logins.rules: fail: 3 of 6 ways to load or unload a module by people who logged in can leave no record; 1 error
  [exit 1]

  $ modtrail check $TMP/logins.rules
  $TMP/logins.rules: fail: 6 of 6 ways to load or unload a module can leave no record; 2 errors

         init_module    finit_module   delete_module
    b64  ✗ partly (m)   ✗ partly (m)   ✗ partly (m)
    b32  ✗ never        ✗ never        ✗ never
    x32  · off          · off          · off

  A load by the kernel itself (modprobe, uid 0, no login) through init_module in b64
    leaves no record: no rule takes it.
      modtrail explain --attempt 'abi=b64 syscall=init_module pid=4211 ppid=57 args=139887353266176,20480,94355073274464' $TMP/logins.rules

  A load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64
    leaves no record: no rule takes it.
      modtrail explain --attempt 'abi=b64 syscall=finit_module pid=4211 ppid=57 args=3,94355073274464' $TMP/logins.rules
    (4 more with --verbose)

  error[login-only]: with auid>=1000 and auid!=unset this rule takes only people who
    logged in: what the kernel autoloads, and what services do at boot and later, leaves
    no record
   --> $TMP/logins.rules:1:73
    |
  1 | -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F auid>=1000 -F auid!=unset -k m
    |                                                                         ^^^^^^^^^^
    = hint: add a rule without conditions on auid
    = fix: -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k m

  error[missing-abi]: no rule takes module calls on b32, which 32-bit programs use, and
    any other program through int 0x80
    = hint: give the rule once for each ABI
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k m

  2 notes with --verbose

  Rules to add (where: modtrail fix $TMP/logins.rules)
    -a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k m
    -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k m

  Assuming: x32 off, ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 1]

A never rule that stands before the others is named beside the witness.

  $ printf '%s\n' '-D' '-a never,exit -F arch=b64 -F exe=/usr/bin/kmod' > $TMP/never.rules
  > grep -v '^-D' examples/modules.rules >> $TMP/never.rules
  > modtrail check $TMP/never.rules
  $TMP/never.rules: fail: 3 of 6 ways to load or unload a module can leave no record; 1 error

         init_module          finit_module         delete_module
    b64  ✗ partly (modules)   ✗ partly (modules)   ✗ partly (modules)
    b32  ✓ always (modules)   ✓ always (modules)   ✓ always (modules)
    x32  · off                · off                · off

  A load by the kernel itself (modprobe, uid 0, no login) through init_module in b64
    leaves no record: a never rule takes it first ($TMP/never.rules:2).
      modtrail explain --attempt 'abi=b64 syscall=init_module pid=4211 ppid=57 args=139887353266176,20480,94355073274464' $TMP/never.rules

  A load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64
    leaves no record: a never rule takes it first ($TMP/never.rules:2).
      modtrail explain --attempt 'abi=b64 syscall=finit_module pid=4211 ppid=57 args=3,94355073274464' $TMP/never.rules
    (1 more with --verbose)

  error[never-before]: this never rule stands before the rule at
    $TMP/never.rules:16 and takes calls with exe=/usr/bin/kmod from it:
    they leave no record
   --> $TMP/never.rules:2:1
    |
  2 | -a never,exit -F arch=b64 -F exe=/usr/bin/kmod
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = hint: take the line out, or put it behind the rules for modules
    = fix: -A always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules

  1 note with --verbose

  Rules to add (where: modtrail fix $TMP/never.rules)
    -A always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules

  Assuming: x32 off, ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 1]

Profiles.

  $ modtrail check --profile cisco-fmc examples/host-seed.rules
  examples/host-seed.rules: undecided: 0 of 1 controls passed; 4 of 6 ways to load or unload a module can leave no record; 2 errors, 3 warnings

         init_module          finit_module   delete_module
    b64  ✓ always (modules)   ✗ never        ✓ always (modules)
    b32  ✗ never              ✗ never        ✗ never
    x32  · off                · off          · off

  A load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64
    leaves no record: no rule takes finit_module of b64.
      modtrail explain --attempt 'abi=b64 syscall=finit_module pid=4211 ppid=57 args=3,94355073274464' examples/host-seed.rules

  A load by root (/usr/local/sbin/loader, logged in as 1000) through init_module in b32
    leaves no record: no rule takes init_module of b32.
      modtrail explain --attempt 'abi=b32 syscall=init_module auid=1000 sessionid=3 pid=2417 ppid=2402 args=139887353266176,20480,94355073274464 exe=/usr/local/sbin/loader' examples/host-seed.rules
    (2 more with --verbose)

  error[missing-syscall]: no rule takes finit_module on b64, though others do take module
    calls there; finit_module is how kmod loads a module that is not compressed
    = hint: name the call in a rule
    = fix: -a always,exit -F arch=b64 -S finit_module -k modules

  error[missing-abi]: no rule takes module calls on b32, which 32-bit programs use, and
    any other program through int 0x80
    = hint: give the rule once for each ABI
    = fix: -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  warning[inert-watch]: /sbin/insmod is a link to /usr/bin/kmod: the watch sits on the
    link, and running the program through it does not fire it, unless the TOMOYO security
    module is stacked
   --> examples/host-seed.rules:4:4
    |
  4 | -w /sbin/insmod -p x -k modules
    |    ^^^^^^^^^^^^
    = hint: watch /usr/bin/kmod, which all the module tools are: -w /usr/bin/kmod -p x -k
        modules
    the same at examples/host-seed.rules:5, examples/host-seed.rules:6

  2 notes with --verbose

  Running the tools (evidence of a program run, never of a load)
    /sbin/insmod, /sbin/rmmod, /sbin/modprobe, /usr/bin/kmod  ? undecided: it depends on
      files that were not shown

  Controls
    undecided cisco-fmc kernel-modules: Ensure kernel module loading and unloading is
      collected
      running insmod on b64 cannot be decided: the watch sits on a symbolic link: it fires
      only where TOMOYO is stacked, and lsm is not known

  Rules to add (where: modtrail fix examples/host-seed.rules)
    -a always,exit -F arch=b64 -S finit_module -k modules
    -a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules

  Assuming: x32 off, ia32 on, audit 1. (--assume FACT=VALUE)
  Not covered: the registered audit daemon's own calls are not recorded; tasks older than
    the first rule are not recorded unless the kernel was started with audit=1; calls that
    seccomp denies never reach the filter; modules loaded before the rules, in the
    initramfs and at early boot, leave no record; a call under way while the rules change
    may be lost: the record is made when it ends; records can be lost later: a full queue,
    a stopped daemon, a full disk.
  [exit 2]

  $ modtrail check -q --profile no-such-profile examples/host-seed.rules
  modtrail: unknown profile 'no-such-profile'
  [exit 2]

Where the answer goes.

  $ modtrail check -o json:$TMP/report.json -o $TMP/report.txt -o - --color always --quiet examples/modules.rules
  > cat $TMP/report.txt
  > head -n 3 $TMP/report.json
  [1mexamples/modules.rules: [0m[32mpass[0m: all 6 ways to load or unload a module leave a record
  examples/modules.rules: pass: all 6 ways to load or unload a module leave a record
  {
    "schema": "modtrail.assessment/1",
    "verdict": "pass",
