"""What the tests of logs share: the program's answers, ausearch's selection, the journal's forms of a log."""

import calendar
import gzip
import json
import lzma
import os
import pathlib
import re
import shutil
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
UNSET = 4294967295
# AUDIT_ARCH of x86's two ABIs, and their numbers of the three calls.
X86 = {"c000003e": {"175", "313", "176"}, "40000003": {"128", "350", "129"}}
STAMP = re.compile(rb"^(?:node=(\S*) )?type=(\S+) msg=audit\((\d+\.\d{3}):(\d+)\): ?(.*)$", re.S)


def search(program, *arguments, stdin=None):
    """(exit code, output, diagnostics)"""
    done = subprocess.run([program, "search", *map(str, arguments)], input=stdin, capture_output=True, check=False, timeout=600)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def events(program, *arguments, stdin=None):
    code, out, err = search(program, "--format", "json", *arguments, stdin=stdin)
    if code != (0 if out else 1):
        raise RuntimeError(f"search {arguments}: exit {code}: {err[:500]}")
    return [json.loads(line) for line in out.splitlines()]


def id_of(event):
    return event["id"]["node"], event["id"]["time"], event["id"]["serial"]


# ---- ausearch ----

def ausearch_program():
    """The real one, or None: where it cannot be fetched, what needs it is skipped."""
    done = subprocess.run([HERE / "fetch_ausearch"], capture_output=True, check=False, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def stamps(raw):
    found = set()
    for line in raw.split(b"\n"):
        match = STAMP.match(line)
        if match:
            found.add((match[1], match[3], match[4]))
    return found


def ausearch_selection(program, log):
    """(node, time, serial), as they are written, of every event with a KERN_MODULE or one of x86's six calls."""
    found = set()
    questions = [["-m", "KERN_MODULE"]] + [["--arch", machine, "-sc", number] for machine, arch in
                                           (("x86_64", "c000003e"), ("i386", "40000003")) for number in sorted(X86[arch])]
    for question in questions:
        done = subprocess.run([program, "-if", str(log), "--raw", *question], capture_output=True, check=False,
                              stdin=subprocess.DEVNULL)
        found |= stamps(done.stdout)
    return found


def written_id(event):
    """An event's id in the log's own writing."""
    node, when, serial = id_of(event)
    seconds = calendar.timegm(time.strptime(when[:19], "%Y-%m-%dT%H:%M:%S"))
    return node.encode() if node else None, f"{seconds}.{when[20:23]}".encode(), str(serial).encode()


# ---- forms of the same log ----

def packed(folder, log):
    """The log, packed in each way that can be had here."""
    content = log.read_bytes()
    for suffix, pack in ((".gz", gzip.compress), (".xz", lzma.compress)):
        path = folder / (log.name + suffix)
        path.write_bytes(pack(content))
        yield path
    if shutil.which("zstd"):
        path = folder / (log.name + ".zst")
        subprocess.run(["zstd", "-q", "-f", "-o", path, log], check=True)
        yield path


TYPES = {b"SYSCALL": 1300, b"KERN_MODULE": 1330, b"PROCTITLE": 1327, b"EXECVE": 1309, b"PATH": 1302, b"CWD": 1307,
         b"CONFIG_CHANGE": 1305, b"EOE": 1320, b"USER": 1005, b"DAEMON_START": 1200, b"DAEMON_END": 1201}


def journal_entries(content, host):
    """What journald would have kept of the log: no EOE, nothing of auditd's own, nothing after 0x1d."""
    for line in content.split(b"\n"):
        match = STAMP.match(line)
        if not match or match[2] not in TYPES or match[2].startswith(b"DAEMON") or not match[5]:
            continue
        body = match[5].split(b"\x1d")[0]
        seconds, milliseconds = match[3].split(b".")
        yield {b"_HOSTNAME": host, b"_TRANSPORT": b"audit", b"_AUDIT_TYPE": str(TYPES[match[2]]).encode(),
               b"_AUDIT_ID": match[4], b"_SOURCE_REALTIME_TIMESTAMP": seconds + milliseconds + b"000",
               b"_AUDIT_TYPE_NAME": match[2], b"MESSAGE": match[2] + b" " + body, b"_PID": b"7"}
        yield {b"_HOSTNAME": host, b"_TRANSPORT": b"syslog", b"_SOURCE_REALTIME_TIMESTAMP": b"1", b"MESSAGE": match[2] + b" " + body}


def as_export(entries):
    out = b""
    for entry in entries:
        out += b"__CURSOR=s=1\n"
        for name, value in entry.items():
            plain = all(byte >= 32 or byte == 9 for byte in value) and value.decode("utf-8", "replace").encode() == value
            out += name + (b"=" + value if plain else b"\n" + len(value).to_bytes(8, "little") + value) + b"\n"
        out += b"\n"
    return out


def as_json(entries):
    def value_of(value):
        text = value.decode("utf-8", "replace")
        return text if text.encode() == value and text.isprintable() else list(value)

    return "".join(json.dumps({name.decode(): value_of(value) for name, value in entry.items()}) + "\n"
                   for entry in entries).encode()


def environment_folder(name):
    folder = os.environ.get(name)
    return pathlib.Path(folder) if folder else None
