"""watch on a running machine: a flood of records with module events hidden among them, with everything in order and with
something lost. What was made is known; what watch told, from the log, from the multicast group and as auditd's plugin,
must be all of it, or it must say that something is missing."""

import json
import re

import guest_machine
import live_probe
from machine_files import APPEND, RULES, cleared, fresh, text_of, write

EVENTS, EVERY = 7000, 100  # calls, and how many of them to a module call: each is at least three records
FLOODED = ["-D", "-b 8192", "-f 1", "-a always,exit -F arch=b64 -S getppid -k flood",
           "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules"]
NARROW = [*FLOODED, "-b 64", "--backlog_wait_time 0"]
SOURCES = ("log", "netlink", "audisp")
PLUGIN = "active = yes\ndirection = out\npath = /opt/plugin\ntype = always\nformat = string\n"
WATCH = "/usr/bin/modtrail watch --format json --raw --interval 1 --state /run/{0}.state -o /run/{0}.jsonl --from {0}"


def script(between, patience):
    """Watches from everywhere, floods, and shows what was told."""
    return f"""#!/bin/bash
pause() {{ /usr/bin/flood 0 1 $1 > /dev/null; }}
{WATCH.format("log")} & log=$!
{WATCH.format("netlink")} & netlink=$!
pause 2
{between}
/usr/bin/flood {EVENTS} {EVERY}
for turn in {{1..{patience}}}; do  # until the daemon has written what the kernel holds for it
  pause 1
  [[ $(/usr/sbin/auditctl -s) == *"backlog 0"* ]] && break
done
pause 2
kill -TERM $log $netlink
wait $log; echo log ended with $?
wait $netlink; echo netlink ended with $?
for source in {" ".join(SOURCES)}; do
  echo from $source
  grep -E '"schema":"modtrail.(event|interval)/1"' /run/$source.jsonl
done
"""


# Without a fork auditd writes no file with its process id.
DAEMON = "set -- $(/usr/sbin/auditctl -s | grep '^pid'); kill -{} $2"
SCENES = {
    # name: rules, what is done before the flood, may something be lost
    "in order": (FLOODED, "", False),
    "queue too short": (NARROW, "", True),
    "daemon stalled": (NARROW, DAEMON.format("STOP"), True),
    "daemon killed": (FLOODED, DAEMON.format("KILL"), True),
}


def steps_of(scene):
    rules, between, lossy = SCENES[scene]
    return [*fresh(), "world mount /run tmpfs mode=755", live_probe.CONFIGURE,
            write("/etc/audit/plugins.d/modtrail.conf", PLUGIN),
            write("/opt/plugin", f"#!/bin/sh\nexec {WATCH.format('audisp')}\n"), "program /usr/bin/chmod 750 /opt/plugin",
            write("/opt/watch", script(between, 2 if lossy else 30)), write(RULES, text_of(rules)), *live_probe.START,
            f"auditctl -R {RULES}", "wait 1000", "program /usr/bin/bash /opt/watch", "signal 18", "signal 15", "wait 500",
            "world unmount /run", *cleared()]


def told(answers):
    """{source: (numbers of module calls, verdicts, losses)}"""
    out, source = {}, None
    for line in answers.of("says"):
        if line.startswith("from "):
            source = line[5:]
            out[source] = ([], [], {})
        elif line.startswith("{") and source:
            document = json.loads(line)
            numbers, verdicts, losses = out[source]
            if document["schema"] == "modtrail.event/1":
                numbers += [int(found, 16) for found in re.findall(r" a3=([0-9a-f]+)", "".join(document["records"]))]
            else:
                verdicts.append(document["verdict"])
                for loss in document["losses"]:
                    losses[loss["cause"]] = losses.get(loss["cause"], 0) + (loss["amount"] or 0)
    return out


def complaints(scene, answers):
    lossy = SCENES[scene][2]
    all_modules = list(range(1, EVENTS // EVERY + 1))
    said = told(answers)
    if set(said) != set(SOURCES):
        return [f"the guest said {answers.of('says')[:5]} {answers.of('error')}"]
    wrong = [f"{source}: ended badly" for source in ("log", "netlink") if f"{source} ended with 0" not in answers.of("says")]
    for source, (numbers, verdicts, losses) in said.items():
        print(f"  {scene}: {source}: {len(set(numbers))} of {len(all_modules)} module calls; {sorted(set(verdicts))} {losses}")
        if len(numbers) != len(set(numbers)):
            wrong.append(f"{source}: a module call was told twice")
        missing = len(all_modules) - len(set(numbers))
        if missing and not lossy:
            wrong.append(f"{source}: {missing} module calls were not told")
        if missing and set(verdicts) <= {"complete"}:
            wrong.append(f"{source}: {missing} module calls were not told, and all is complete")
        if source == "netlink" and "complete" in verdicts:
            wrong.append("netlink: says complete")
        if not lossy and "incomplete" in verdicts:
            wrong.append(f"{source}: incomplete, and nothing was lost: {losses}")
    if not lossy and said["log"][1][-1:] != ["complete"]:
        wrong.append(f"log: the last interval is {said['log'][1][-1:]}, {said['log'][2]}")
    return wrong


def run(release, options):
    """Passed, failed."""
    programs = [options.program, guest_machine.build_guest() / "flood"]
    steps = {scene: steps_of(scene) for scene in SCENES}
    _, guests = guest_machine.judge(steps, release, APPEND, programs=programs)
    wrong = {scene: complaints(scene, guests[scene]) for scene in SCENES}
    for scene, said in wrong.items():
        for one in said:
            print(f"WRONG {release} watch, {scene}: {one}")
    failed = sum(bool(said) for said in wrong.values())
    return len(wrong) - failed, failed
