#!/usr/bin/env python3
"""foreign.py MODTRAIL_RECORDS [--print]: other projects' logs, from the folder named by MODTRAIL_FOREIGN_LOGS.

Every line with a head must come out as a record of its event, every other one be counted as torn.  Where the project keeps
what its own parser made of a log, each field is held against it; the differences are those of foreign.tsv, with reasons,
and no others.  --print writes the table's rows for what is found.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from logs import HERE, environment_folder

# A head, told by a way of its own: what follows ends where a body begins.
HEAD = re.compile(rb"^(?:node=\S+ )?type=(\S+) msg=audit\((\d{1,12})\.(\d{3}):(\d+)\)[: ]")
ARCHES = {"c000003e": "x86_64", "40000003": "i386", "c00000b7": "aarch64", "40000028": "arm"}
Difference = collections.namedtuple("Difference", "file line field theirs ours")


def dump(program, path):
    done = subprocess.run([program, path], capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


class Log:
    """One file as our parser sees it, its records in the file's order."""

    def __init__(self, program, path, name):
        self.name, self.lines = name, path.read_bytes().split(b"\n")
        answers = dump(program, path)
        self.counts = answers[-1]["counts"]
        self.torn = {answer["line"] for answer in answers if "torn" in answer}
        self.events = [answer for answer in answers if "records" in answer]

    def complaints(self):
        heads = {number for number, line in enumerate(self.lines, 1) if HEAD.match(line)}
        others = {number for number, line in enumerate(self.lines, 1) if line.strip(b"\r")} - heads
        if self.counts["records"] != len(heads):
            yield f"{self.counts['records']} records for {len(heads)} lines with a head"
        if self.torn != others:
            yield f"torn lines: {sorted(self.torn ^ others)[:5]}"
        stamps = {HEAD.match(line).group(2, 3, 4) for line in self.lines if HEAD.match(line)}
        if len({(event["time"], event["serial"]) for event in self.events}) != len(stamps):
            yield f"{len(self.events)} events for {len(stamps)} times and serials"
        if sum(len(event["records"]) for event in self.events) != len(heads):
            yield "an event lacks records"

    def find(self, milliseconds, serial, kind, nth=0):
        """(line, fields) of the nth record of that type in that event, or None."""
        lines = [number for number, line in enumerate(self.lines, 1) if (match := HEAD.match(line)) and
                 (int(match[2] + match[3]), int(match[4]), match[1].decode()) == (milliseconds, serial, kind)]
        records = [record for event in self.events if (event["time"], event["serial"]) == (milliseconds, serial)
                   for record in event["records"] if record["type"] == kind]
        if nth >= len(lines) or nth >= len(records):
            return None
        return lines[nth], fields_of(records[nth])


def fields_of(record):
    """{name: (as written, decoded)}, the first of a name; with those in the text of a user's record."""
    found = {}
    for name, written, decoded in record["fields"]:
        if name == "msg" and written.startswith("'"):
            for inner, value in re.findall(r"([\w-]+)=(\"[^\"]*\"|\S+)", written.strip("'")):
                found.setdefault(inner, (value, value.strip('"')))
        found.setdefault(name, (written, decoded))
    for name, written, _ in record["enriched"]:
        found.setdefault(name, (written, written.strip('"')))
    return found


# ---- go-libaudit: NAME.log.golden, one object a record, values interpreted ----

GO_INTERPRETS = {"syscall", "exit", "arch", "mode", "family", "addr", "port", "path", "socket_addr", "sig"}
GO_NAMES = {"result": ("success", "res"), "socket_saddr": ("saddr",)}


def go_same(name, theirs, written, decoded):
    if decoded is None:
        return theirs in ("", "(null)", "?", "none")
    if name == "result":
        return {"yes": "success", "no": "fail", "1": "success", "0": "fail", "failed": "fail"}.get(decoded, decoded) == theirs
    if theirs == "unset":
        return decoded in ("4294967295", "-1")
    return theirs in (decoded, written, decoded.replace("\0", " ").rstrip(), decoded.lower(), decoded.strip("'\""))


def go_differences(log, golden):
    seen = collections.Counter()
    for record in json.loads(golden.read_text()):
        if record is None:  # a line it could not read either
            continue
        when = record["@timestamp"]
        milliseconds = int(re.search(r"audit\((\d+)\.(\d+):", record["raw_msg"]).expand(r"\1\2"))
        key = (milliseconds, record["sequence"], record["record_type"].upper())
        found = log.find(*key, seen[key])
        seen[key] += 1
        if found is None:
            yield Difference(log.name, 0, key[2], when, "-")
            continue
        for name, theirs in record.get("data", {}).items():
            if name in GO_INTERPRETS or re.match(r"(subj|obj|scontext|tcontext)_", name):
                continue
            candidates = [other for other in GO_NAMES.get(name, (name,)) if other in found[1]]
            if not candidates:
                yield Difference(log.name, found[0], name, theirs, "-")
            elif not go_same(name, theirs, *found[1][candidates[0]]):
                yield Difference(log.name, found[0], name, theirs, found[1][candidates[0]][1])


# ---- laurel: NAME.json, one object an event, numbers with their base ----

def laurel_same(theirs, written, decoded):
    if theirs is None:
        return decoded is None or written in ("(null)", "?")
    theirs = str(theirs)
    return theirs in (written, decoded, "0x" + written, "0o" + written.lstrip("0"), "0o" + written,
                      (decoded or "").strip('"'))


def laurel_arguments(fields):
    """a0 to aN, several parts of one joined; registers with their base."""
    return [fields[f"a{i}"] for i in range(100) if f"a{i}" in fields]


def laurel_differences(log, expected):
    for event in expected:
        stamp, serial = event["ID"].split(":")
        milliseconds = int(stamp.replace(".", ""))
        for kind, records in event.items():
            if kind in ("ID", "NODE"):
                continue
            for nth, record in enumerate(records if isinstance(records, list) else [records]):
                found = log.find(milliseconds, int(serial), kind, nth)
                if found is None:
                    yield Difference(log.name, 0, kind, "an event's record", "-")
                    continue
                for name, theirs in record.items():
                    yield from laurel_field(log, found, kind, name, theirs)


def laurel_field(log, found, kind, name, theirs):
    line, fields = found
    if name == "ARGV" and kind == "PROCTITLE":
        decoded = (fields["proctitle"][1] or "").rstrip("\0").split("\0")
        if decoded != theirs:
            yield Difference(log.name, line, "proctitle", json.dumps(theirs), json.dumps(decoded))
    elif name == "ARGV":
        for i, (argument, ours) in enumerate(zip(theirs, laurel_arguments(fields))):
            if not laurel_same(argument, *ours):
                yield Difference(log.name, line, f"a{i}", argument, ours[1])
    elif isinstance(theirs, (dict, list)):
        return
    elif name not in fields:
        yield Difference(log.name, line, name, str(theirs), "-")
    elif not laurel_same(theirs, *fields[name]):
        yield Difference(log.name, line, name, str(theirs), str(fields[name][1]))


# ---- libauparse: auparse_test.ref, tests 4 and 5 walk test.log and test2.log, 11 test4.log ----

def auparse_records(text):
    """(file, milliseconds, serial, type, [(name, as written)])"""
    current = None
    for line in text.splitlines():
        if match := re.match(r"\s+line=(\d+) file=(?:\./)?(\S+)", line):
            current = [match[2], 0, 0, "", []]
        elif current and (match := re.match(r"\s+event time: (\d+)\.(\d+):(\d+)", line)):
            current[1], current[2] = int(match[1] + match[2]), int(match[3])
        elif current and (match := re.match(r"        ([\w-]+)=(.*)$", line)):
            if match[1] == "type":
                current[3] = match[2].split(" ")[0]
            else:
                current[4].append((match[1], match[2]))
        elif current and not line.strip():
            if current[3] and current[0] != "None":
                yield current
            current = None


def auparse_differences(logs, text):
    seen, reported = collections.Counter(), set()
    for file, milliseconds, serial, kind, fields in auparse_records(text):
        log = logs.get(file)
        found = log and log.find(milliseconds, serial, kind)
        if log is None or seen[(file, milliseconds, serial, kind)]:
            continue  # a log that is not here; walked once already, or a second record of that type
        seen[(file, milliseconds, serial, kind)] += 1
        for name, theirs in fields:
            ours = found[1].get(name, ("-", "-"))[0] if found else "-"
            difference = Difference(log.name, found[0] if found else 0, name, theirs, ours)
            if ours != theirs and ours.strip("'") != theirs and difference not in reported:
                reported.add(difference)
                yield difference


# ---- all of them ----

def embedded(path):
    """Logs that stand inside a YAML file, as that file's own log."""
    return b"\n".join(line.strip() for line in path.read_bytes().split(b"\n") if HEAD.match(line.strip())) + b"\n"


def run(program, folder):
    complaints, differences, totals = [], [], collections.Counter()
    auparse = {}
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.suffix not in (".log", ".txt", ".yaml"):
                continue
            name, source = str(path.relative_to(folder)), path
            if path.suffix == ".yaml":
                source = pathlib.Path(scratch) / "log"
                source.write_bytes(embedded(path))
            log = Log(program, source, name)
            complaints += [f"{name}: {complaint}" for complaint in log.complaints()]
            totals.update(files=1, records=log.counts["records"], torn=log.counts["torn"], events=log.counts["events"])
            if (golden := path.with_name(path.name + ".golden")).exists() and path.suffix == ".log":
                differences += go_differences(log, golden)
            if path.suffix == ".txt" and (expected := path.with_suffix(".json")).exists():
                lines = expected.read_text().splitlines()
                differences += laurel_differences(log, [json.loads(line) for line in lines if line.strip()])
            if path.parent.name == "test" and path.parent.parent.name == "auparse":
                auparse[path.name] = log
        for reference in folder.rglob("auparse_test.ref"):
            differences += auparse_differences(auparse, reference.read_text(errors="replace"))
    return complaints, differences, totals


def row(difference):
    return tuple(str(value).encode("unicode_escape").decode() for value in difference)


def table():
    rows = {}
    for line in (HERE / "foreign.tsv").read_text().splitlines()[1:]:
        *key, reason = line.split("\t")
        rows[tuple(key)] = reason
    return rows


def main():
    folder = environment_folder("MODTRAIL_FOREIGN_LOGS")
    if folder is None or not folder.is_dir():
        print("SKIPPED: MODTRAIL_FOREIGN_LOGS names no folder\n0 passed, 0 failed, 1 skipped")
        return 0
    complaints, differences, totals = run(str(pathlib.Path(sys.argv[1]).resolve()), folder)
    found = [row(difference) for difference in differences]
    if "--print" in sys.argv:
        print("\n".join("\t".join(key) for key in found))
        return 0
    known = table()
    complaints += ["not in foreign.tsv: " + "\t".join(key) for key in found if key not in known]
    complaints += ["in foreign.tsv but not so: " + "\t".join(key) for key in known
                   if key not in found and (folder / key[0]).exists()]
    complaints += [f"without a reason: {key}" for key, reason in known.items() if not reason.strip()]
    print("\n".join(complaints[:30]))
    print(f"{totals['files']} files: {totals['records']} records of {totals['events']} events, {totals['torn']} torn lines; "
          f"{len(found)} fields otherwise than the project has them")
    print(f"{totals['files'] - len(complaints)} passed, {len(complaints)} failed")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
