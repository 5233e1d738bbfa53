"""watch on a running machine: a flood of records with module events hidden among them, with everything in order and with
something lost. What was made is known; what watch told, from the log, from the multicast group and as auditd's plugin,
must be all of it, or it must say that something is missing."""

import json
import re
from datetime import datetime

import guest_machine
import live_probe
import live_watch_alerts
import live_watch_load
from machine_files import APPEND, RULES, cleared, fresh, text_of, write

LOSING = 4000  # calls, where something is lost
EVERY = 100  # so many calls to a module call; each call is at least three records
FLOODED = ["-D", "-b 8192", "-f 1", "-a always,exit -F arch=b64 -S getppid -k flood",
           "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules"]
SHORT = [*FLOODED, "-b 64"]  # what the kernel has by itself, and callers wait
NARROW = [*SHORT, "--backlog_wait_time 0"]
SOURCES = ("log", "netlink", "audisp")
PLUGIN = "active = yes\ndirection = out\npath = /opt/plugin\ntype = always\nformat = string\n"
WATCH = "/usr/bin/modtrail watch --format json --raw --interval 1 --policy /opt/policy.toml --state /run/{0}.state --from {0}"
STAMPED = "/usr/bin/stamp /run/{0}.jsonl " + WATCH
PAUSE = """pause() { /usr/bin/flood 0 1 $1 > /dev/null; }
settle() {  # until the daemon has written what the kernel holds for it, or for so many turns
  local turn lines before=none same=0
  for ((turn = 0; turn < $1 && same < 3; ++turn)); do
    pause 1
    lines=$(grep -c '' /var/log/audit/audit.log)
    [[ $(/usr/sbin/auditctl -s) == *"backlog 0"* && $lines == "$before" ]] && same=$((same + 1)) || same=0
    before=$lines
  done
}
"""
SHOW = """for source in {sources}; do
  echo from $source
  grep -E '"schema":"modtrail.(event|interval|alert)/1"' /run/$source.jsonl
done
"""


def flooded(between, after, patience, events):
    """Watches from everywhere, floods, and shows what was told."""
    return f"""#!/bin/bash
{PAUSE}/usr/bin/written /var/log/audit/audit.log > /run/written & written=$!
{STAMPED.format("log")} & log=$!
{STAMPED.format("netlink")} & netlink=$!
pause 2
{between}
/usr/bin/flood {events} {EVERY} 0 0 /usr/lib/modules/dummy.ko
{after}
settle {patience}
pause 2
kill -TERM $log $netlink
wait $log; echo log ended with $?
wait $netlink; echo netlink ended with $?
kill -TERM $written
pause 0.3
""" + SHOW.format(sources=" ".join(SOURCES)) + "awk '{ print \"written\", $0 }' /run/written\n"


def killed(kills, events):
    """Kills the reader of the log again and again, and lets it go on where it was."""
    return f"""#!/bin/bash
{PAUSE}{WATCH.format("log")} --once -o /run/log.jsonl  # from here on
/usr/bin/flood {events} {EVERY} 0 $(({events} * 2 / {kills})) &
for turn in {{1..{kills}}}; do
  {WATCH.format("log")} -o /run/log.jsonl & log=$!
  pause 0.$((RANDOM % 9 + 1))
  kill -KILL $log
  wait $log
done
wait
settle 30
{WATCH.format("log")} --once -o /run/log.jsonl
echo log ended with $?
""" + SHOW.format(sources="log")


def full(events):
    """The disk that watch writes to has no room, and then it has."""
    return f"""#!/bin/bash
{PAUSE}{WATCH.format("log")} -o /opt/small/log.jsonl 2> /run/said & log=$!
pause 1
/usr/bin/flood {events} {EVERY}
settle 30
rm /opt/small/filler
pause 3
kill -TERM $log
wait $log
cat /run/said
echo log ended with 0
cp /opt/small/log.jsonl /run
""" + SHOW.format(sources="log")


# Without a fork auditd writes no file with its process id.
DAEMON = "set -- $(/usr/sbin/auditctl -s | grep '^pid'); kill -{} $2"
# What the kernel still holds must not come into the next scene.
DRAINED = [write("/etc/audit/plugins.d/modtrail.conf", PLUGIN.replace("yes", "no")), *live_probe.START, "wait 4000",
           "signal 15", "wait 500"]
LOSSY = {  # name: rules, what is done before the flood, what after it
    "queue too short": (NARROW, "", ""),
    "daemon stalled": (NARROW, DAEMON.format("STOP"), ""),
    "daemon killed": (FLOODED, DAEMON.format("KILL"), ""),
    "daemon stopped": (FLOODED, DAEMON.format("TERM"), ""),
    "log full": (FLOODED, "cp /dev/zero /var/log/audit/filler 2> /dev/null", ""),
}


def scenes(options):
    """{name: (rules, script, sources, may something be lost, more steps)}"""
    out = {"in order": (SHORT, flooded("", "", 60, options.calls), SOURCES, False, [])}
    for name, (rules, before, after) in list(LOSSY.items())[:options.losses]:
        more = ["world unmount /var/log/audit", "world mount /var/log/audit tmpfs size=64k"] if name == "log full" else []
        out[name] = (rules, flooded(before, after, 2, LOSING), SOURCES, True, more)
    if options.kills == 0:
        print("SKIPPED: watch whose reader is killed again and again; --kills asks for it")
    else:
        out["reader killed"] = (FLOODED, killed(options.kills, 2000), ("log",), False, [])
    out["no room for what is told"] = (FLOODED, full(7000), ("log",), False,
                                       ["world directory /opt/small", "world mount /opt/small tmpfs size=400k",
                                        write("/opt/small/filler", "\0" * 380000)])
    return out


def steps_of(scene):
    rules, script, sources, lossy, more = scene
    plugin = write("/etc/audit/plugins.d/modtrail.conf", PLUGIN if "audisp" in sources else PLUGIN.replace("yes", "no"))
    return [*fresh(), *more, "world mount /run tmpfs mode=755", live_probe.CONFIGURE, plugin,
            write("/opt/plugin", f"#!/bin/sh\nexec {STAMPED.format('audisp')}\n"), "program /usr/bin/chmod 750 /opt/plugin",
            write("/opt/policy.toml", 'default = "alert"\n'), write("/opt/watch", script), write(RULES, text_of(rules)),
            *live_probe.START, f"auditctl -R {RULES}", "wait 1000", "program /usr/bin/bash /opt/watch", "signal 18",
            "signal 15", "wait 500", *(DRAINED if lossy else []), "world unmount /run", *cleared(),
            *(["world unmount /opt/small"] if any("small" in step for step in more) else [])]


class Told:
    """What one source told."""

    def __init__(self):
        self.numbers, self.loads, self.verdicts, self.losses = [], 0, [], {}
        self.late, self.alerts, self.told_at = [], [], {}

    def add(self, line):
        stamp, brace, text = line.partition("{")
        document, stamp = json.loads(brace + text), int(stamp) if stamp else None
        if document["schema"] == "modtrail.event/1":
            self.add_event(document, stamp)
        elif document["schema"] == "modtrail.alert/1":
            if document["kind"] == "unexpected-module":
                self.alerts.append((document["times"], stamp and stamp - milliseconds(document["since"])))
        else:
            self.verdicts.append(document["verdict"])
            for loss in document["losses"]:
                self.losses[loss["cause"]] = self.losses.get(loss["cause"], 0) + (loss["amount"] or 0)

    def add_event(self, document, stamp):
        if stamp is not None:
            self.late.append(stamp - milliseconds(document["id"]["time"]))
            self.told_at[document["id"]["serial"]] = stamp
        if document["outcome"] == "done":
            self.loads += 1
        else:
            self.numbers += [int(found, 16) for found in re.findall(r" a3=([0-9a-f]+)", "".join(document["records"]))]


def milliseconds(text):
    return round(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def told(answers):
    out, source = {}, None
    for line in answers.of("says"):
        if line.startswith("from "):
            source = out.setdefault(line[5:], Told())
        elif '{"schema"' in line and source:
            source.add(line)
    return out


def behind_the_log(said, answers):
    """Of what the log told: how long after auditd had written it, in milliseconds."""
    lines = [line.split() for line in answers.of("says") if line.startswith("written ")]
    return sorted(said.told_at[int(serial)] - int(at) for _, at, serial in lines if int(serial) in said.told_at)


def in_words(said):
    late = sorted(said.late)
    return f"told after {late[len(late) // 2]} ms, at most {late[-1]} ms" if late else "no times"


def complaints(name, scene, answers):
    _, script, sources, lossy, _ = scene
    calls = int(re.search(r"flood (\d{3,})", script).group(1))
    said, wrong = told(answers), []
    if set(said) != set(sources):
        return [f"the guest said {answers.of('says')[:5]} {answers.of('error')}"]
    for source in {"log", "netlink"} & set(sources):
        if not {f"{source} ended with 0", f"{source} ended with 1"} & set(answers.of("says")):
            wrong.append(f"{source}: ended badly")
    for source, each in said.items():
        dropped = source == "audisp" and each.losses.get("serial-gap")  # auditd does so when its own queue is full
        missing = calls // EVERY - len(set(each.numbers))
        loads = 2 * (calls // EVERY // 10) if "dummy.ko" in script else 0
        print(f"  {name}: {source}: {len(set(each.numbers))} of {calls // EVERY} module calls, {each.loads} of {loads} loads "
              f"and unloads; {in_words(each)}; {sorted(set(each.verdicts))} {each.losses}")
        behind = behind_the_log(each, answers) if source == "log" else []
        if behind:
            print(f"    log: of these after auditd wrote them {behind[len(behind) // 2]} ms, 99 of 100 within "
                  f"{behind[len(behind) * 99 // 100]} ms, at most {behind[-1]} ms")
        if len(each.numbers) != len(set(each.numbers)):
            wrong.append(f"{source}: a module call was told twice")
        if (missing or each.loads != loads) and not lossy and not dropped:
            wrong.append(f"{source}: {missing} module calls were not told, {each.loads} of {loads} loads were")
        if missing and set(each.verdicts) <= {"complete"}:
            wrong.append(f"{source}: {missing} module calls were not told, and all is complete")
        if source == "netlink" and "complete" in each.verdicts:
            wrong.append("netlink: says complete")
        if not lossy and not dropped and "incomplete" in each.verdicts:
            wrong.append(f"{source}: incomplete, and nothing was lost: {each.losses}")
        if not lossy and loads and source != "audisp":  # which has not ended when it is asked
            wrong += alert_complaints(source, each, loads)
    if "small" in script and not any("cannot write /opt/small" in line for line in answers.of("says")):
        wrong.append("that there is no room was not told")
    if not lossy and said["log"].verdicts[-1:] != ["complete"]:
        wrong.append(f"log: the last interval is {said['log'].verdicts[-1:]}, {said['log'].losses}")
    return wrong


def alert_complaints(source, said, loads):
    """The first is told at once, the others are counted."""
    if sum(times for times, _ in said.alerts) != loads:
        return [f"{source}: alerts count {said.alerts} of {loads}"]
    print(f"    {source}: the first alert after {said.alerts[0][1]} ms")
    return []


def run(release, options):
    """Passed, failed."""
    built = guest_machine.build_guest()
    programs = [options.program, *(built / name for name in ("flood", "stamp", "passed", "written"))]
    all_scenes = scenes(options)
    steps = {name: steps_of(scene) for name, scene in all_scenes.items()}
    _, guests = guest_machine.judge(steps, release, APPEND, programs=programs, patience=300 + options.calls // 50 + options.kills)
    wrong = {name: complaints(name, scene, guests[name]) for name, scene in all_scenes.items()}
    for part in (live_watch_alerts, live_watch_load):
        wrong |= part.wrong(release, options, programs)
    for scene, said in wrong.items():
        for one in said:
            print(f"WRONG {release} watch, {scene}: {one}")
    failed = sum(bool(said) for said in wrong.values())
    return len(wrong) - failed, failed
