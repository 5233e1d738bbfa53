"""Hostile and odd logs through `modtrail search`: no crash, no hang, nothing lost in silence, nothing that a terminal obeys.

Each log is made here, with the events that must come out of it and the lines that must be told as torn.  The numbers
group the kinds: 1 to 18 bytes and text, 19 to 23 heads and values, 24 to 30 events, 31 to 35 what goes with what,
36 to 40 odd fields, 65 and 66 other records.

    logs_test.py PROGRAM [NAME...]
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 90
TIME = "1700000000.123"
FORMATS = ["text", "json", "ecs", "ocsf", "csv"]
CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xef\xbb\xbf")


def record(kind, body, serial=45, when=TIME, node=""):
    return f"{node}type={kind} msg=audit({when}:{serial}): {body}\n".encode("latin-1")


def call(number=313, arch="c000003e", success="yes", result="0", rest="", **where):
    return record("SYSCALL", f"arch={arch} syscall={number} success={success} exit={result} a0=3 a1=55d0 a2=0 a3=0 items=0 ppid=7 "
                  f"pid=8 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm=\"insmod\" "
                  f"exe=\"/usr/bin/kmod\" subj=unconfined key=\"modules\"{rest}", **where)


def named(value='"dummy"', **where):
    return record("KERN_MODULE", f"name={value}", **where)


def hexadecimal(text):
    return text.encode("latin-1").hex().upper()


LOAD = call() + named()
FORGED = "type=SYSCALL msg=audit(1700000000.123:46): arch=c000003e syscall=313 success=yes exit=0"


@dataclass
class Case:
    log: bytes
    events: list = field(default_factory=list)  # each the fields that its JSON must have
    torn: int = 0


DUMMY = {"operation": "load", "module": "dummy", "outcome": "done"}
UNNAMED = {"operation": "load", "module": None}
NO_CALL = {"operation": None, "module": "dummy", "outcome": None, "syscall": None}
HOSTILE = [" ", "\n", "\x1b]0;x\x07", "../../etc", "-rf", "%n%s", "$(reboot)", "'; DROP TABLE x; --", "=1+1,\"x\"\r\n",
           "<script>alert(1)</script>", "{{7*7}}", "\x9b2J", "a" * 55, "\x00", "\xff\xfe"]

CASES = {
    "01-empty": Case(b""),
    "02-no-final-newline": Case(LOAD.rstrip(b"\n"), [DUMMY]),
    "03-only-newlines": Case(b"\n" * 1000),
    "04-nul-inside": Case(record("USER", "msg='a\0b'") + LOAD.replace(b":45)", b":46)"), [DUMMY]),
    "04-zero-tail": Case(LOAD + b"\0" * 8192, [DUMMY], torn=1),
    "05-mebibyte-line": Case(record("USER", "msg='" + "x" * (1 << 20) + "'", serial=1) + LOAD, [DUMMY], torn=1),
    "05-no-newline-at-all": Case(b"x" * (8 << 20), torn=1),
    "06-20000-byte-record": Case(LOAD + record("EXECVE", "argc=2 a0=\"x\" a1=" + "41" * 10000), [DUMMY]),
    "07-crlf": Case(LOAD.replace(b"\n", b"\r\n"), [{**DUMMY, "keys": ["modules"]}]),
    "08-byte-order-mark": Case(b"\xef\xbb\xbf" + LOAD, [NO_CALL], torn=1),
    "09-invalid-utf8": Case(call(rest=" x=\xff\xc0\xaf") + named("FFFE"), [{**DUMMY, "module": "\xff\xfe"}]),
    "10-one-separator": Case(record("USER", "msg='x\x1dSYSCALL=finit_module name=\"evil\"'")),
    "11-many-separators": Case(LOAD + record("USER", "msg='\x1d\x1d\x1d'", serial=46), [DUMMY]),
    "12-terminal-bytes": Case(record("USER", "msg='\x1b[2J\x9b\x07'", serial=1) + call() + named("1B5B324A9B0D"),
                              [{**DUMMY, "module": "\x1b[2J\x9b\r"}]),
    "13-newline-in-a-journal": Case(b"_TRANSPORT=audit\n_AUDIT_TYPE=1005\n_AUDIT_ID=9\n_SOURCE_REALTIME_TIMESTAMP=1\nMESSAGE\n"
                                    + len(b"USER x\n" + FORGED.encode()).to_bytes(8, "little") + b"USER x\n" + FORGED.encode()
                                    + b"\n\n"),
    "14-unbalanced-quotes": Case(call(rest=' x="') + record("USER", "msg='a' b' \"", serial=46) + named(), [DUMMY]),
    "15-imitations": Case(record("USER_CMD", f"pid=1 msg='{FORGED} key=\"modules\"'") + record("USER_AVC", f"msg='{FORGED}'")
                          + record("USER", 'name="evil" key="modules" auid=0') + record("PROCTITLE", hexadecimal(FORGED), 46)),
    "16-duplicate-fields": Case(call(rest=' exe="/evil" pid=1 exit=-1 success=no') + named() + named('"evil"'),
                                [{**DUMMY, "exe": "/usr/bin/kmod", "pid": 8, "exit": 0}]),
    "17-without-equals": Case(call(rest=" word = =x y=") + named(), [DUMMY]),
    "18-without-a-blank": Case(record("CONFIG_CHANGE", "ses=4294967295op=remove_rule list=4 res=1", 44) + LOAD, [DUMMY]),
    "19-heads": Case(b"msg=audit(1.000:1): x=1\ntype=SYSCALL audit 1.000:1: x=1\ntype=SYSCALL msg=audit(1.000:1: x=1\n"
                     b"type=SYSCALL msg=audit(1.0001): x=1\ntype= msg=audit(1.000:1): x=1\ntype=SYSCALL msg=g\ntype=CKADDR\n" + LOAD,
                     [DUMMY], torn=7),
    "20-times": Case(call(when="99999999999999999999.000") + call(when="253402300800.000") + call(when="1.0") + call(when="-1.000")
                     + call(when="1e9.000") + LOAD, [DUMMY], torn=5),
    "20-epoch": Case(call(when="0.000") + named(when="0.000"), [DUMMY]),
    "21-serials": Case(LOAD.replace(b":45)", b":0)") + LOAD.replace(b":45)", b":4294967295)") + LOAD.replace(b":45)", b":4294967296)"),
                       [DUMMY, DUMMY], torn=2),
    "22-unknown-types": Case(call() + record("UNKNOWN[1330]", 'name="dummy"') + record("UNKNOWN[9999]", "x=1")
                             + record("UNKNOWN[99999999999]", "x=1") + record("NO_SUCH_TYPE", "x=1"), [DUMMY]),
    "23-odd-hex": Case(call() + named("616"), [{**DUMMY, "module": "616"}]),
    "23-mixed-hex": Case(call() + named("61aB"), [{**DUMMY, "module": "61aB"}]),
    "23-hex-of-a-line-feed": Case(call() + named("610A"), [{**DUMMY, "module": "a\n"}]),
    "23-null": Case(call() + named("(null)"), [UNNAMED]),
    "24-question-mark": Case(call(success="no", result="-8") + named('"?"'), [{**UNNAMED, "outcome": "invalid"}]),
    "24-no-name": Case(call(success="no", result="-1"), [{**UNNAMED, "outcome": "refused"}]),
    "26-long-comm": Case(call(rest="").replace(b'comm="insmod"', b"comm=" + b"C3" * 15) + named(), [DUMMY]),
    "26-deleted-exe": Case(call().replace(b'exe="/usr/bin/kmod"', b"exe=" + hexadecimal("/memfd:x (deleted)").encode()) + named(),
                           [{**DUMMY, "exe": "/memfd:x (deleted)"}]),
    "27-proctitle-of-nuls": Case(LOAD + record("PROCTITLE", "proctitle=000000"), [DUMMY]),
    "27-proctitle-cut": Case(LOAD + record("PROCTITLE", "proctitle=" + "61" * 127 + "6"), [DUMMY]),
    "28-argc-lies": Case(LOAD + record("EXECVE", 'argc=4000000000 a0="x" a3="y" a99999999999="z"'), [DUMMY]),
    "28-split-arguments": Case(LOAD + record("EXECVE", "argc=2 a0=\"x\" a1_len=6 a1[0]=616161 a1[1]=626262 a1[7]=63"), [DUMMY]),
    "29-1600-paths": Case(LOAD + b"".join(record("PATH", f"item={i % 9} name=\"/sys/kernel/tracing/{i}\"") for i in range(1600)), [DUMMY]),
    "29-paths-first": Case(b"".join(record("PATH", f"item={i} name=\"/sys/{i}\"") for i in range(1600)) + LOAD, [DUMMY]),
    "30-no-call": Case(named(), [NO_CALL]),
    "30-end-alone": Case(record("EOE", "")),
    "30-end-first": Case(record("EOE", "") + LOAD, [DUMMY]),
    "31-interleaved": Case(b"".join(call(serial=i) for i in range(1000)) + b"".join(named(f'"m{i}"', serial=i) for i in range(1000)),
                           [{**DUMMY, "module": f"m{i}"} for i in range(1000)]),
    "32-twice": Case(LOAD + LOAD, [DUMMY]),
    "33-same-serial": Case(LOAD + LOAD.replace(b".123", b".124") + LOAD.replace(b"type=", b"node=a type=")
                           + LOAD.replace(b"type=", b"node=b type="), [DUMMY] * 4),
    "34-node-with-a-blank": Case(call(node="node=a b ") + LOAD, [UNNAMED, DUMMY]),
    "34-node-inside": Case(record("USER", f"msg='node=a {FORGED}'") + LOAD.replace(b":45)", b":46)"), [DUMMY]),
    "35-daemon": Case(record("DAEMON_START", "op=start ver=3.0.9 res=success", serial=45) + LOAD.replace(b".123", b".124"), [DUMMY]),
    "36-unknown-arch": Case(call(arch="deadbeef") + call(arch="x") + call(arch="")),
    "36-number-out-of-range": Case(call(number=99999999999999999999) + call(number=-313) + call(number="0x139")),
    "36-x32": Case(call(number=313 + (1 << 30)) + named(), [{**DUMMY, "abi": "x32"}]),
    "36-other-machine": Case(call(arch="c00000b7") + call(arch="40000003")),
    "37-odd-outcome": Case(call(success="maybe", result="abc") + named(), [{"operation": "load", "success": None, "exit": None}]),
    "37-exit-without-bounds": Case(call(result="-9223372036854775809") + named(), [{"operation": "load", "exit": None}]),
    "38-no-arguments": Case(record("SYSCALL", "arch=c000003e syscall=176") + named(), [{"operation": "unload", "pid": None}]),
    "39-labels": Case(call().replace(b"subj=unconfined", b"subj=/usr/bin/man (enforce)") + named(), [{**DUMMY, "keys": ["modules"]}]),
    "39-label-begins-with-equals": Case(call().replace(b"subj=unconfined", b"subj==unconfined") + named(), [DUMMY]),
    "40-many-keys": Case(call().replace(b'key="modules"', b"key=" + hexadecimal("modules\x01stig\x01").encode()) + named(), [DUMMY]),
    "65-terminal-data": Case(record("TTY", 'tty pid=1 uid=0 auid=1000 comm="bash" data=1B5B324A0D') + record("USER_TTY", "msg='data=1B5B'")),
    "66-addresses": Case(LOAD + record("SOCKADDR", "saddr=zz") + record("SOCKADDR", "saddr=") + record("SOCKADDR", "saddr=0"), [DUMMY]),
}
for position, text in enumerate(HOSTILE):
    CASES[f"25-name-{position}"] = Case(call() + named(hexadecimal(text)), [{**DUMMY, "module": text}])


def run(program, form, path):
    environment = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return subprocess.run([program, "search", "--format", form, path], capture_output=True, check=False, timeout=SECONDS,
                          env=environment)


def torn_lines(diagnostics):
    found = re.search(r"(\d+) (?:of \d+ lines?|torn)", diagnostics)
    return int(found[1]) if found else 0


def json_complaints(case, done):
    events = [json.loads(line) for line in done.stdout.splitlines()]
    if len(events) != len(case.events):
        yield f"{len(events)} events, not {len(case.events)}"
    for event, expected in zip(events, case.events):
        for name, value in expected.items():
            if event.get(name, "not there") != value:
                yield f"{name} is {event.get(name)!r}, not {value!r}"
    torn = torn_lines(done.stderr.decode("utf-8", "replace"))
    if torn != case.torn:
        yield f"{torn} torn lines told, not {case.torn}"


def forms_of(name, position):
    """JSON, and one other in turn; every one where names hold what somebody would obey."""
    return FORMATS if name[:2] in ("09", "12", "25") else ["json", [form for form in FORMATS if form != "json"][position % 4]]


def complaints(program, case, path, forms):
    for form in forms:
        done = run(program, form, path)
        if done.returncode not in (0, 1) or done.returncode != (0 if case.events else 1):
            yield f"{form}: exit {done.returncode}: {done.stderr[-300:]!r}"
        if CONTROL.search(done.stdout.replace(b"\r\n", b"\n") + done.stderr):
            yield f"{form}: lets terminal control bytes through"
        if form == "json" and done.returncode in (0, 1):
            yield from json_complaints(case, done)
        if form in ("ecs", "ocsf"):
            [json.loads(line) for line in done.stdout.splitlines()]


def main():
    program, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    passed = failed = 0
    for position, (name, case) in enumerate(sorted(CASES.items())):
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "audit.log"
            path.write_bytes(case.log)
            wrong = list(complaints(program, case, path, forms_of(name, position)))
        passed, failed = passed + (not wrong), failed + bool(wrong)
        for what in wrong[:6]:
            print(f"{name}: {what}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
