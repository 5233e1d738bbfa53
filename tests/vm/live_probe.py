"""probe on a running machine: each way that a record can fail to come about or to arrive, and the stage it names."""

import dataclasses

import guest_machine
from machine_files import APPEND, COMPLETE, MODTRAIL, RULES, cleared, documents, fresh, text_of, write

LOG = "/var/log/audit/audit.log"
CONFIGURATION = """local_events = yes
write_logs = yes
log_file = /var/log/audit/audit.log
log_format = RAW
flush = INCREMENTAL_ASYNC
freq = 50
max_log_file = 8
num_logs = 5
space_left = 2
space_left_action = IGNORE
admin_space_left = 1
admin_space_left_action = IGNORE
disk_full_action = SUSPEND
disk_error_action = SUSPEND
"""
CONFIGURE = write("/etc/audit/auditd.conf", CONFIGURATION)
START = ["background /usr/sbin/auditd -n", "wait-for daemon"]
DAEMON = [CONFIGURE, *START]
LOGINS = [line.replace(" -k", " -F auid>=1000 -F auid!=unset -k") for line in COMPLETE]
FULL = ["world unmount /var/log/audit", "world mount /var/log/audit tmpfs size=64k", *DAEMON,
        write("/var/log/audit/filler", "\0" * 70000)]
UNWRITTEN = [write("/etc/audit/auditd.conf", CONFIGURATION.replace("write_logs = yes", "write_logs = no")), *START]


@dataclasses.dataclass
class Case:
    """What a machine is brought to, and what probe must say."""
    name: str
    rules: list = dataclasses.field(default_factory=lambda: list(COMPLETE))
    before: list = dataclasses.field(default_factory=lambda: list(DAEMON))
    stage: str = None  # that fails for a call: call, kernel or delivery
    reason: str = ""   # what the reason holds
    words: str = ""    # of probe
    case: str = ""     # of kernel-semantics.md
    failing: tuple = None  # the ABIs whose calls fail; None: any
    after: list = dataclasses.field(default_factory=list)  # what else is done
    said: str = ""         # by what is done after


CASES = [
    Case("complete"),
    Case("b32 missing", COMPLETE[:1], stage="kernel", reason="no rule", case="A3", failing=("b32",)),
    Case("task,never", ["-a never,task", *COMPLETE], stage="kernel", reason="never,task", case="T1"),
    Case("never first", ["-a never,exit -F arch=b64 -S finit_module", *COMPLETE], stage="kernel", reason="never,exit",
         case="B10", failing=("b64",)),
    Case("exclude", ["-a always,exclude -F msgtype=SYSCALL", *COMPLETE], stage="kernel", reason="exclude", case="X1"),
    Case("exclude root", ["-a always,exclude -F uid=0", *COMPLETE], stage="kernel", reason="exclude", case="X2"),
    Case("logins only", LOGINS, stage="kernel", reason="no rule", case="C2"),
    Case("switched off", before=[*DAEMON, "auditctl -e 0"], stage="kernel", reason="disabled", case="E1"),
    Case("rate limit", ["-r 1", *COMPLETE], stage="kernel", reason="it makes 1 a second", case="R1"),
    Case("never exit=0", ["-a never,exit -F exit=0", *COMPLETE], case="V7"),  # a canary fails: it is no proof
    Case("tab", ["-a\talways,exit -F arch=b64 -S init_module", *COMPLETE], stage="kernel", reason="no rule", case="P2"),
    Case("loaded again without -D", COMPLETE[:1], [*DAEMON, write(RULES, text_of(COMPLETE)), f"auditctl -R {RULES}"],
         stage="kernel", reason="no rule", case="P13", failing=("b32",)),
    Case("no rules", [], stage="kernel", reason="no rule"),
    Case("no daemon", before=[CONFIGURE], stage="delivery", reason="no audit daemon is registered"),
    Case("daemon stopped", before=[*DAEMON, "signal 15", "wait 2000"], stage="delivery",
         reason="no audit daemon is registered"),
    Case("daemon stalled", before=[*DAEMON, "signal 19"], stage="delivery", reason="is stopped"),
    Case("log full", before=FULL, stage="delivery", reason="no room"),
    Case("log not written", before=UNWRITTEN, stage="delivery", reason="write_logs = no"),
    Case("another log", words=f"--log {LOG}"),
    Case("a log that no one writes", words=f"--log {LOG} --log /var/log/audit/other", stage="delivery",
         reason="there is no such file"),
    # These two can't be undone.
    Case("modules_disabled", before=[*DAEMON, "write /proc/sys/kernel/modules_disabled 31"]),
    Case("locked before the rules", ["-e 2", *COMPLETE], stage="kernel", reason="no rule", case="P14",
         after=[f"{MODTRAIL} fix --load"], said="the running kernel's rules are locked"),
]
OFF = Case("audit=0", before=[], stage="kernel", reason="audit=0", case="Z")
X32 = Case("x32", stage="kernel", reason="x32", case="A2c", failing=("x32",))
X32_TASK = Case("x32 and always,task", ["-a always,task", *COMPLETE], stage="delivery", reason="records wait in")


def steps_of(case):
    return [*fresh(), *case.before[:1], write(RULES, text_of(case.rules or ["-b 8192"])), f"auditctl -R {RULES}",
            *case.before[1:], f"{MODTRAIL} probe --format json --timeout 2 {case.words}".strip(), "signal 9", *case.after,
            *cleared()]


def complaints(case, answers, abis):
    said = documents(answers)
    if len(said) != 1:
        return [f"the guest said {answers.of('says')[:3]} {answers.of('error')}"]
    document, wrong = said[0], []
    if case.said not in "\n".join(answers.of("says")):
        wrong.append(f"what comes after does not say: {case.said}")
    failed = [call for call in document["calls"] if call["failed"]]
    if bool(failed) != bool(case.stage):
        wrong.append(f"{len(failed)} calls fail: {[call['reason'] for call in failed]}")
    for call in failed:
        if call["failed"] != case.stage or case.reason not in call["reason"]:
            wrong.append(f"{call['abi']} {call['syscall']} fails at {call['failed']}: {call['reason']}")
        if case.failing and call["abi"] not in case.failing:
            wrong.append(f"{call['abi']} {call['syscall']} should not fail")
    if {call["abi"] for call in document["calls"]} != abis:
        wrong.append("not every ABI was called")
    if document["verdict"] != ("fail" if case.stage else "pass"):
        wrong.append(f"the verdict is {document['verdict']}")
    times = [seen["after_ms"] for call in document["calls"] if call["arrived"] for seen in call["seen"]]
    if not case.stage and max(times, default=0) >= 5000:
        wrong.append(f"the last record arrived after {max(times)} ms")
    return wrong


# ---- whom it runs as ----

SPACES = {"user": "user namespace of its own", "net": "network namespace of its own"}
KEPT = {"CapPrm": 1 << 2 | 1 << 30 | 1 << 37, "CapEff": 1 << 2 | 1 << 30 | 1 << 37, "CapInh": 0, "NoNewPrivs": 1}


def surroundings_steps():
    """In namespaces of its own it says so; and beating it holds three capabilities and no more."""
    rules = [write(RULES, text_of(COMPLETE)), f"auditctl -R {RULES}"]
    inside = [f"in {space} /usr/bin/modtrail probe --timeout 1" for space in SPACES]
    return [*fresh(), *rules, *inside, "background /usr/bin/modtrail probe --heartbeat 600 --timeout 1", "wait 1500",
            *(f"status {name}" for name in KEPT), *cleared()]


def surroundings_complaints(answers):
    said, wrong = "\n".join(answers.of("says")), []
    for space, words in SPACES.items():
        if words not in said:
            wrong.append(f"in a {space} namespace it does not say so")
    for line in answers.of("status"):
        name, _, value = line.partition(":")
        if int(value, 16) != KEPT[name]:
            wrong.append(f"{name} is {value.strip()}")
    return wrong + ([] if len(answers.of("status")) == len(KEPT) else ["the heartbeat does not run"])


def run(release, options):
    """Passed, failed."""
    usual = {"b64", "b32"}
    boots = [(usual, APPEND, CASES), (usual, APPEND.replace("audit=1", "audit=0"), [OFF]),
             (usual | {"x32"}, APPEND + " syscall.x32=y", [X32, X32_TASK])]
    passed = failed = 0
    for abis, append, cases in boots:
        steps = {"surroundings": surroundings_steps()} if cases is CASES else {}
        steps.update({case.name: steps_of(case) for case in cases})
        _, guests = guest_machine.judge(steps, release, append, programs=[options.program])
        wrong = {case.name: complaints(case, guests[case.name], abis) for case in cases}
        if cases is CASES:
            wrong["surroundings"] = surroundings_complaints(guests["surroundings"])
        for name, lines in wrong.items():
            passed, failed = passed + (not lines), failed + bool(lines)
            for line in lines:
                print(f"probe on {release}, {name}: {line}")
    print(f"probe on {release}: {passed} configurations as they should be, {failed} not")
    return passed, failed
