#!/usr/bin/env python3
"""An audit log to measure and test `modtrail search` on, and the truth about it; the same seed makes the same bytes.

    generate_log.py LOG --bytes N [--truth FILE] [--seed N] [--modules PER-MILLE] [--interleaved PER-MILLE] [--rate N]
                        [--plain]

The log is made up by the formats of the records: no line of it was ever written by a kernel.  A line has some 190 bytes;
in the guests' logs of tests/records it is 165 to 211, in those that other projects test with 224.  Times and serials grow;
the machine boots three times, and serials begin anew.  One event in a thousand is a module call: of x86 by both ABIs and
of four other machines, done and failed.  One in fifty is interleaved with the next.  Between them are decoys: text that
imitates records, numbers that are another call by another machine, the same serial at another time and on another node,
module events with their records more than 64 KiB apart.  A quarter of the log has the ends of events (EOE), a quarter
is enriched.  It ends without a line feed.  --plain leaves out what the regex of bench/search cannot tell: decoys, other
machines and nodes.

The truth is one JSON object for each module event, in the order of their last records, with the names of
docs/schema/event.schema.json; outcome is left out where the errno alone does not settle it.
"""

import argparse
import json
import random
import time

SEPARATOR = "\x1d"
FIRST_TIME = 1_700_000_000_000  # milliseconds

# Machine: AUDIT_ARCH and the numbers of init_module, finit_module, delete_module.
MACHINES = {
    ("x86_64", "b64"): ("c000003e", (175, 313, 176)),
    ("i386", "b32"): ("40000003", (128, 350, 129)),
    ("aarch64", "b64"): ("c00000b7", (105, 273, 106)),
    ("armeb", "b32"): ("40000028", (128, 379, 129)),
    ("ppc64le", "b64"): ("c0000015", (128, 353, 129)),
    ("s390x", "b64"): ("80000016", (128, 344, 129)),
}
X86 = [("x86_64", "b64"), ("i386", "b32")]
CALLS = ["init_module", "finit_module", "delete_module"]
# exit, outcome, is there a KERN_MODULE record; None where it depends on more than the errno
LOADS = [(0, "done", True)] * 6 + [(-1, "refused", False), (-17, "exists", True), (-8, "invalid", False),
                                   (-129, "refused", False), (-19, "failed", True), (-12, "failed", False)]
UNLOADS = [(0, "done", True)] * 6 + [(-1, "refused", False), (-2, "absent", True), (-11, "busy", True)]
NAMES = ["dummy", "veth", "nf_tables", "br_netfilter", "zfs", "wireguard", "kvm_intel", "af_alg", "usb_storage", "r8169"]
# As the kernel writes what holds a blank, a quote or a control byte; what it stands for.
ODD_NAMES = [("6120620A631B5B33316D", "a b\nc\x1b[31m"), ('"?"', None), ("2D726620222E2E2F78", '-rf "../x'), ('"="', "=")]
TOOLS = [("insmod", "/usr/bin/kmod", "insmod\0/srv/{}.ko"), ("modprobe", "/usr/bin/kmod", "modprobe\0-q\0--\0{}"),
         ("busybox", "/bin/busybox", "busybox\0insmod\0{}"), ("loader", "/opt/site/loader", "./loader\0{}")]


def hexadecimal(text):
    return text.encode().hex().upper()


# ---- ordinary events: lines with @ for the stamp, made up from the formats ----

CALL = ("type=SYSCALL msg=@: arch={arch} syscall={nr} success={success} exit={exit} a0={a0:x} a1={a1:x} a2={a2:x} a3=0 "
        "items={items} ppid={ppid} pid={pid} auid={auid} uid={uid} gid={uid} euid={uid} suid={uid} fsuid={uid} egid={uid} "
        "sgid={uid} fsgid={uid} tty={tty} ses={ses} comm=\"{comm}\" exe=\"{exe}\" subj={subj} key={key}")
ENRICHED_CALL = SEPARATOR + 'ARCH={machine} SYSCALL={call} AUID="{auid_name}" UID="root" GID="root" EUID="root" SUID="root"'


def call(chance, **words):
    pid = chance.randrange(300, 400_000)
    auid = chance.choice([1000, 1001, 4294967295, 4294967295])
    values = {"arch": "c000003e", "success": "yes", "exit": 0, "a0": chance.getrandbits(47), "a1": chance.getrandbits(20),
              "a2": chance.randrange(64), "items": 0, "ppid": max(1, pid - chance.randrange(1, 90)), "pid": pid,
              "auid": auid, "uid": chance.choice([0, 0, 33, 1000]), "ses": 4294967295 if auid == 4294967295 else pid % 900,
              "tty": chance.choice(["(none)", "pts0", "pts3"]), "subj": chance.choice(["unconfined", "system_u:system_r:init_t:s0"]),
              "key": "(null)", "comm": "sh", "exe": "/usr/bin/dash"}
    return CALL.format(**{**values, **words})


def path(chance, item, name):
    return (f'type=PATH msg=@: item={item} name="{name}" inode={chance.randrange(1, 1 << 24)} dev=fd:0{item} mode=0100755 '
            f"ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0")


def title(text):
    return f"type=PROCTITLE msg=@: proctitle={hexadecimal(text[:128])}"  # MAX_PROCTITLE_AUDIT_LEN


def execution(chance):
    words = [chance.choice(["rsync", "python3", "grep", "systemctl"]),
             *(f"--option-{chance.randrange(99)}=/srv/site/{chance.randrange(9999)}/data" for _ in range(chance.randrange(1, 7)))]
    arguments = " ".join(f'a{i}="{word}"' for i, word in enumerate(words))
    return [call(chance, nr=59, items=2, comm=words[0], exe=f"/usr/bin/{words[0]}", key='"exec"'),
            f"type=EXECVE msg=@: argc={len(words)} {arguments}", f'type=CWD msg=@: cwd="/home/u{chance.randrange(40)}/projects/site/deploy/{chance.randrange(99)}"',
            path(chance, 0, f"/usr/bin/{words[0]}"), path(chance, 1, "/lib64/ld-linux-x86-64.so.2"), title("\0".join(words))]


def opening(chance):
    return [call(chance, nr=257, items=1, comm="cron", exe="/usr/sbin/cron", key='"etc"'), 'type=CWD msg=@: cwd="/"',
            path(chance, 0, f"/etc/cron.d/job{chance.randrange(99)}"), title("/usr/sbin/cron\0-f\0-P\0-L\0" + "15")]


def login(chance):
    pid = chance.randrange(300, 400_000)
    return [f"type=LOGIN msg=@: pid={pid} uid=0 subj=unconfined old-auid=4294967295 auid=1000 tty=(none) old-ses=4294967295 "
            f"ses={pid % 900} res=1",
            call(chance, nr=1, exit=4, pid=pid, auid=1000, uid=0, comm="sshd", exe="/usr/sbin/sshd"), title("sshd: u [priv]")]


def service(chance):
    unit = chance.choice(["logrotate", "apt-daily", "man-db", "fstrim"])
    kind = chance.choice(["SERVICE_START", "SERVICE_STOP"])
    return [f"type={kind} msg=@: pid=1 uid=0 auid=4294967295 ses=4294967295 subj=unconfined msg='unit={unit} comm=\"systemd\" "
            f"exe=\"/usr/lib/systemd/systemd\" hostname=? addr=? terminal=? res=success'"]


def session(chance):
    kind = chance.choice(["USER_START", "USER_END", "CRED_ACQ", "CRED_DISP", "USER_ACCT"])
    return [f"type={kind} msg=@: pid={chance.randrange(300, 400000)} uid=0 auid=1000 ses={chance.randrange(900)} subj=unconfined "
            f"msg='op=PAM:session_open grantors=pam_limits,pam_unix acct=\"u{chance.randrange(40)}\" exe=\"/usr/bin/sudo\" "
            f"hostname=? addr=? terminal=/dev/pts/0 res=success'"]


def firewall(chance):
    return [f"type=NETFILTER_CFG msg=@: table=filter:{chance.randrange(9)} family=2 entries={chance.randrange(200)} "
            f"op=nft_register_rule pid={chance.randrange(300, 9000)} comm=\"nft\"",
            call(chance, nr=46, exit=chance.randrange(20, 900), comm="nft", exe="/usr/sbin/nft"),
            "type=SOCKADDR msg=@: saddr=100000000000000000000000", title("nft\0-f\0/etc/nftables.conf")]


def refusal(chance):
    return [f"type=AVC msg=@: avc:  denied  {{ read }} for  pid={chance.randrange(300, 9000)} comm=\"httpd\" name=\"x\" dev=\"dm-0\" "
            f"ino={chance.randrange(1 << 20)} scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:user_home_t:s0 "
            f"tclass=file permissive=0",
            call(chance, nr=257, success="no", exit=-13, comm="httpd", exe="/usr/sbin/httpd"), title("httpd\0-k\0start")]


def change(chance):
    return [f"type=CONFIG_CHANGE msg=@: auid=4294967295 ses=4294967295op=remove_rule key=\"k{chance.randrange(9)}\" list=4 res=1"]


ORDINARY = [execution] * 5 + [opening] * 3 + [session] * 12 + [service] * 5 + [login, firewall, refusal, change]


# ---- decoys: nothing of these is a module event ----

FORGED = "arch=c000003e syscall=313 success=yes exit=0 a0=3 a1=55 a2=0 a3=0 items=0 ppid=1 pid=2 auid=1000 comm=\"insmod\""


def another_machine(chance):
    """Numbers of module calls that are others there."""
    arch, number = chance.choice([("c000003e", 128), ("c000003e", 129), ("c000003e", 105), ("40000003", 175), ("40000003", 176),
                                  ("40000003", 313), ("c00000b7", 175), ("c00000b7", 176), ("c00000b7", 128),
                                  ("c0000015", 175), ("80000016", 176), ("40000028", 313), ("c0000008", 313)])
    return [call(chance, arch=arch, nr=number), title("worker")]


def by_title(chance):
    text = f"type=SYSCALL msg=audit(1700000000.000:{chance.randrange(9999)}): {FORGED} key=\"modules\""
    return [call(chance, nr=0), title(text)]


def by_user(chance):
    text = chance.choice([f"type=SYSCALL msg=audit(1700000000.123:45): {FORGED}", f"x{SEPARATOR}ARCH=x86_64 SYSCALL=finit_module",
                          'type=KERN_MODULE msg=audit(1700000000.123:45): name="evil"', FORGED, "' name=\"evil\" key=\"modules\"'"])
    kind = chance.choice(["USER", "USER_CMD", "USER_AVC", "USER_TTY"])
    return [f"type={kind} msg=@: pid=9 uid=0 auid=1000 ses=3 subj=unconfined msg='{text}'"]


def by_name(chance):
    comm, exe = chance.choice([("syscall=313", "/tmp/arch=c000003e"), ("KERN_MODULE", "/srv/type=KERN_MODULE"),
                               ("a=b", "/srv/syscall=176")])
    return [call(chance, nr=87, comm=comm, exe=exe, key='"KERN_MODULE"'), path(chance, 0, "/tmp/type=KERN_MODULE/syscall=313")]


def by_argument(chance):
    return [call(chance, nr=59, items=1, key='"exec"'), f'type=EXECVE msg=@: argc=2 a0="echo" a1={hexadecimal(FORGED)}']


DECOYS = [another_machine, by_title, by_user, by_name, by_argument]


class Stamp:
    """The time and the serial of the next event."""

    def __init__(self, rate):
        self.milliseconds, self.serial, self.end_of_event, self.enriched = FIRST_TIME, 0, False, False
        self.longest = max(2, 2000 // rate)

    def next(self, chance):
        self.milliseconds += chance.randrange(1, self.longest)
        self.serial += 1
        return self.milliseconds, self.serial

    def boot(self):
        self.milliseconds += 90_000
        self.serial = 0


def stamped(lines, milliseconds, serial, node=None):
    text = f"audit({milliseconds // 1000}.{milliseconds % 1000:03}:{serial})"
    prefix = f"node={node} " if node else ""
    return [prefix + line.replace("@", text, 1) + "\n" for line in lines]


class Log:
    """Writes what the plan asks for and keeps the truth."""

    def __init__(self, options):
        self.options, self.chance, self.stamp = options, random.Random(options.seed), Stamp(options.rate)
        self.truth, self.events, self.lines = [], 0, 0
        pool = ORDINARY if options.plain else ORDINARY * 3 + DECOYS
        self.templates = ["\n".join(make(self.chance)) + "\n" for make in (self.chance.choice(pool) for _ in range(2000))]

    def ordinary(self):
        milliseconds, serial = self.stamp.next(self.chance)
        text = self.templates[int(self.chance.random() * len(self.templates))]
        text = text.replace("@", f"audit({milliseconds // 1000}.{milliseconds % 1000:03}:{serial})")
        if self.stamp.end_of_event:
            text += f"type=EOE msg=audit({milliseconds // 1000}.{milliseconds % 1000:03}:{serial}): \n"
        self.events += 1
        return text

    def module(self, at=None, node=None):
        """Its lines; at: a time and serial that are given."""
        chance = self.chance
        machine, abi = key = chance.choice(X86 if self.options.plain else X86 * 4 + list(MACHINES))
        arch, numbers = MACHINES[key]
        operation = chance.randrange(3)
        exit_code, outcome, named = chance.choice(UNLOADS if operation == 2 else LOADS)
        written, name = chance.choice([(f'"{name}"', name) for name in NAMES] * 3 + ODD_NAMES)
        comm, exe, command = chance.choice(TOOLS)
        auid, pid = chance.choice([1000, 4294967295]), chance.randrange(300, 400_000)
        enriched = self.stamp.enriched and machine == "x86_64"
        number = numbers[operation]
        if abi == "b64" and machine == "x86_64" and not self.options.plain and chance.random() < 0.03:
            number, abi = number + (1 << 30), "x32"
        lines = [call(chance, arch=arch, nr=number, success="yes" if exit_code == 0 else "no", exit=exit_code, auid=auid,
                      pid=pid, uid=0, comm=comm, exe=exe, key='"modules"')]
        if enriched:
            lines[0] += ENRICHED_CALL.format(machine=machine, call=CALLS[operation], auid_name="alice" if auid == 1000 else "unset")
        lines += [f"type=KERN_MODULE msg=@: name={written}"] if named else []
        lines += [title(command.format(name or "x"))]
        lines += ["type=EOE msg=@: "] if self.stamp.end_of_event else []
        milliseconds, serial = at or self.stamp.next(chance)
        fact = {"id": {"node": node, "time": milliseconds, "serial": serial}, "operation": "unload" if operation == 2 else "load",
                "module": name if named else None, "syscall": CALLS[operation], "abi": abi, "arch": machine,
                "exit": exit_code, "outcome": outcome, "auid": auid, "pid": pid, "uid": 0, "comm": comm, "exe": exe,
                "keys": ["modules"]}
        self.events += 1
        return stamped(lines, milliseconds, serial, node), fact

    def finished(self, fact):
        when = fact["id"]["time"]
        text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(when // 1000)) + f".{when % 1000:03}Z"
        fact["id"]["time"] = text
        self.truth.append(fact)

    def alone(self):
        lines, fact = self.module()
        self.finished(fact)
        return "".join(lines)

    def spread(self):
        """A module event with more than 64 KiB of others between its records."""
        lines, fact = self.module()
        out, size = [lines[0]], 0
        for line in lines[1:]:
            while size < 70_000:
                out.append(self.ordinary())
                size += len(out[-1])
            out.append(line)
        self.finished(fact)
        return "".join(out)

    def twins(self):
        """The same serial a moment later; and the same serial and time on two nodes, their records mixed."""
        first, fact = self.module()
        milliseconds, serial = fact["id"]["time"], fact["id"]["serial"]
        self.stamp.milliseconds += 1
        out = first + stamped(by_user(self.chance), milliseconds + 1, serial)
        self.finished(fact)
        left, one = self.module((milliseconds + 1, serial + 1), "web1")
        right, other = self.module((milliseconds + 1, serial + 1), "web2.example.org")
        self.stamp.serial += 1
        mixed = interleave(left, right)
        last_left, last_right = mixed.index(left[-1]), mixed.index(right[-1])
        for fact in [one, other] if last_left < last_right else [other, one]:
            self.finished(fact)
        return "".join(out + mixed)

    def pair(self):
        """Two events whose records take turns; one of them a module event now and then."""
        left = lines_of(self.ordinary())
        if self.chance.random() < 0.05:
            right, fact = self.module()
            self.finished(fact)
        else:
            right = lines_of(self.ordinary())
        return "".join(interleave(left, right))


def lines_of(text):
    """With their feeds. str.splitlines would take auditd's separator for one."""
    return [line + "\n" for line in text.split("\n")[:-1]]


def interleave(left, right):
    out = []
    for i in range(max(len(left), len(right))):
        out += left[i:i + 1] + right[i:i + 1]
    return out


def kinds(options):
    """Chances: a pair counts for two events, so do twins for three."""
    modules, pairs = options.modules / 1000, options.interleaved / 2000
    if options.plain:
        return [(Log.alone, modules), (Log.pair, pairs)]
    return [(Log.alone, modules * 0.85), (Log.spread, modules * 0.02), (Log.twins, modules * 0.04), (Log.pair, pairs)]


def write_log(path, options):
    """The truth about the log that it writes."""
    log, size, booted = Log(options), 0, 0
    table = kinds(options)
    with open(path, "w", encoding="utf-8", buffering=1 << 20, newline="\n") as out:
        while size < options.bytes:
            quarter = 4 * size // options.bytes
            if quarter != booted:
                booted = quarter
                log.stamp.boot()
            log.stamp.end_of_event, log.stamp.enriched = quarter == 2, quarter == 3
            dice, text = log.chance.random(), None
            for make, share in table:
                if dice < share:
                    text = make(log)
                    break
                dice -= share
            text = text or log.ordinary()
            size += len(text)
            log.lines += text.count("\n")
            out.write(text)
        out.write(log.alone().rstrip("\n"))
    return log


def options_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--bytes", type=int, required=True)
    parser.add_argument("--truth")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--modules", type=float, default=1.0, metavar="PER-MILLE")
    parser.add_argument("--interleaved", type=float, default=20.0, metavar="PER-MILLE")
    parser.add_argument("--rate", type=int, default=250, metavar="EVENTS-A-SECOND")
    parser.add_argument("--plain", action="store_true")
    return parser.parse_args(arguments)


def main():
    options = options_of(None)
    log = write_log(options.log, options)
    if options.truth:
        with open(options.truth, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(fact) + "\n" for fact in log.truth)
    print(f"{options.log}: {log.lines} lines, {log.events} events, {len(log.truth)} of them module events")


if __name__ == "__main__":
    main()
