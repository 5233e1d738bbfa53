"""watch on a running machine under load: a reader that is held up until its buffer overruns, the drops it tells of counted
three ways; and, for as many seconds as are asked for, what it takes beside auditd, and whether all came through."""

import json

import guest_machine
import live_probe
from machine_files import APPEND, RULES, cleared, fresh, text_of, write

PAUSE = "pause() { /usr/bin/flood 0 1 $1 > /dev/null; }\n"
RECORDED = ["-D", "-b 8192", "-f 1", "-a always,exit -F arch=b64 -S getppid -F exe=/usr/bin/flood -k flood"]
WATCH = "/usr/bin/modtrail watch --format json --interval 1 --from {0} -o /run/{1}.jsonl"
CALLS = 1500  # three records each
BUFFER = 65536


def overrun_script(turns):
    return f"""#!/bin/bash
{PAUSE}
for calls in 0 {" ".join([str(CALLS)] * turns)}; do
  /usr/bin/passed {BUFFER} {WATCH.format("netlink", "overrun")} & watch=$!
  pause 1
  kill -STOP $watch
  /usr/bin/flood $calls 1000000
  for look in {{1..30}}; do  # until the kernel has sent all of them
    pause 0.5
    [[ $(/usr/sbin/auditctl -s) == *"backlog 0"* ]] && break
  done
  pause 1
  seen=0
  while read -r socket protocol pid groups rmem wmem dump locks drops inode; do
    [[ $protocol == 9 && $pid != 0 && $drops != 0 ]] && seen=$drops
  done < /proc/net/netlink
  echo drops $seen
  kill -CONT $watch
  pause 2
  kill -TERM $watch
  wait $watch
  echo from overrun
  grep -E 'modtrail.(interval|alert)' /run/overrun.jsonl
  rm /run/overrun.jsonl
done
"""


def overrun_complaints(turns, answers):
    out, wrong = [], []
    for line in answers.of("says"):
        if line.startswith("drops "):
            kernel = int(line[6:])
        elif line == "from overrun":
            out.append({"kernel": kernel, "stored": 0, "told": 0, "alerts": 0, "verdicts": set()})
        elif line.startswith("{"):
            add_document(out[-1], json.loads(line))
    if len(out) != turns + 1:
        return [f"the guest said {answers.of('says')[:5]} {answers.of('error')}"]
    own = out.pop(0)  # without a flood: what the kernel records of the listener itself
    if own["told"] or own["kernel"] or own["stored"] > 8:
        wrong.append(f"without a flood: {own}")
    for turn in out:
        made = 3 * CALLS + own["stored"]
        print(f"  overrun: {made} made, {turn['stored']} stored, {turn['told']} told to be dropped, {turn['kernel']} by the kernel")
        if not turn["told"] == turn["kernel"] == made - turn["stored"] or turn["told"] == 0:
            wrong.append(f"the three counts differ: {turn}")
        if "complete" in turn["verdicts"] or "incomplete" not in turn["verdicts"] or turn["alerts"] == 0:
            wrong.append(f"it was not told as it should be: {turn}")
    return wrong


def add_document(turn, document):
    if document["schema"] == "modtrail.alert/1":
        turn["alerts"] += document["kind"] == "trail-gap" and document["subject"] == "socket-drops"
        return
    turn["verdicts"].add(document["verdict"])
    turn["stored"] += document["records"]
    turn["told"] += sum(loss["amount"] for loss in document["losses"] if loss["cause"] == "socket-drops")


# ---- a steady load ----

RATES = {"500 records a second": 500, "5000 records a second": 5000}


def steady_script(rate, seconds):
    calls = rate * seconds // 3
    return f"""#!/bin/bash
{PAUSE}
ticks() {{ read -r -a stat < /proc/$1/stat; echo $((stat[13] + stat[14])); }}
/usr/bin/passed 16777216 {WATCH.format("netlink", "netlink")} & netlink=$!
{WATCH.format("log", "log")} & log=$!
pause 2
set -- $(/usr/sbin/auditctl -s | grep '^pid'); daemon=$2
before="$(ticks $daemon) $(ticks $log) $(ticks $netlink)"
/usr/bin/flood {calls} 1000000 0 {rate / 3}
pause 3
echo ticks $before $(ticks $daemon) $(ticks $log) $(ticks $netlink)
kill -TERM $log $netlink
wait $log $netlink
for source in log netlink; do
  echo from $source
  grep modtrail.interval /run/$source.jsonl
  rm /run/$source.jsonl
done
"""


def steady_complaints(name, rate, seconds, answers):
    sources, wrong, ticks, took = {}, [], [], "?"
    for line in answers.of("says"):
        if line.startswith("ticks "):
            ticks = [int(word) for word in line.split()[1:]]
        elif line.startswith("from "):
            source = sources.setdefault(line[5:], {"records": 0, "losses": {}})
        elif line.startswith("{"):
            document = json.loads(line)
            source["records"] += document["records"]
            for loss in document["losses"]:
                if loss["amount"]:
                    source["losses"][loss["cause"]] = source["losses"].get(loss["cause"], 0) + loss["amount"]
        elif line.startswith("0 0 "):
            took = float(line.split()[2])
    if len(ticks) != 6 or len(sources) != 2:
        return [f"the guest said {answers.of('says')[:5]} {answers.of('error')}"]
    daemon, log, netlink = (ticks[i + 3] - ticks[i] for i in range(3))
    calls = rate * seconds // 3
    print(f"  {name}, {seconds} s: {3 * calls / took:.0f} were made a second; CPU in ticks: auditd {daemon}, watch of the log "
          f"{log}, of the multicast group {netlink}; records {sources}")
    # auditd writes no EOE; some more are of the listeners themselves.
    if not (0 <= sources["log"]["records"] - 2 * calls <= 8 and 0 <= sources["netlink"]["records"] - 3 * calls <= 8):
        wrong.append(f"not all came: {calls} calls were made")
    if sources["log"]["losses"] or sources["netlink"]["losses"]:
        wrong.append("something was lost")
    if rate <= 500 and log >= daemon:
        wrong.append("watch took no less than auditd")
    return wrong


def steps_of(script):
    wide = write("/proc/sys/net/core/rmem_max", "16777216\n")
    return [*fresh(), wide, "world mount /run tmpfs mode=755", live_probe.CONFIGURE, write("/opt/load", script),
            write(RULES, text_of(RECORDED)), *live_probe.START, f"auditctl -R {RULES}", "wait 1000",
            "program /usr/bin/bash /opt/load", "signal 15", "wait 500", "world unmount /run", *cleared()]


def wrong(release, options, programs):
    """{scene: complaints}"""
    steps = {"overrun": steps_of(overrun_script(options.overruns))}
    if options.seconds == 0:
        print("SKIPPED: the cost of watch under a steady load; --seconds asks for it")
    for name, rate in RATES.items() if options.seconds else ():
        steps[name] = steps_of(steady_script(rate, options.seconds))
    patience = 180 + 12 * options.overruns + 6 * options.seconds
    _, guests = guest_machine.judge(steps, release, APPEND, programs=programs, patience=patience)
    out = {"overrun": overrun_complaints(options.overruns, guests["overrun"])}
    for name, rate in RATES.items() if options.seconds else ():
        out[name] = steady_complaints(name, rate, options.seconds, guests[name])
    return out
