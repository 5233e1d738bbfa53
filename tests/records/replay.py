#!/usr/bin/env python3
"""replay.py PROGRAM [NAME...] [--guests DIRECTORY]: `modtrail search` on logs whose truth is known: recorded in guests
(guests/ beside this file, or the directory's alone), and generated.

Each log is read as it is, packed, and as journald would have kept it; every event is held against what was done, every
output format against its schema, the selection against the real ausearch's.
"""

import argparse
import csv
import io
import json
import pathlib
import re
import sys
import tempfile

from logs import (HERE, UNSET, as_export, as_json, ausearch_program, ausearch_selection, events, id_of,
                  journal_entries, packed, search, written_id)

sys.path.insert(0, str(HERE.parents[1] / "bench"))
sys.path.insert(0, str(HERE.parent / "cli"))
import generate_log  # noqa: E402
import schema  # noqa: E402

OUTCOMES = {-1: "refused", -2: "absent", -8: "invalid", -9: "invalid", -11: "busy", -14: "invalid", -17: "exists",
            -22: "invalid", -129: "refused"}
# Failures that come before the kernel has the module's name; from 6.12 it may write "?" or the name all the same.
EARLY = {-1, -8, -9, -14, -22, -129}
GENERATED = [("decoys", "1", []), ("decoys", "2", ["--interleaved", "200"]), ("plain", "3", ["--plain"]),
             ("dense", "4", ["--modules", "900"])]


class Test:
    def __init__(self, program):
        self.program, self.passed, self.failed, self.skipped = program, 0, 0, 0
        self.ausearch = ausearch_program()

    def check(self, what, complaints):
        complaints = list(complaints)
        self.failed, self.passed = self.failed + bool(complaints), self.passed + (not complaints)
        for complaint in complaints[:12]:
            print(f"{what}: {complaint}")

    def skip(self, what):
        self.skipped += 1
        print(f"SKIPPED: {what}")


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


# ---- guests ----

def expected_of(truth):
    """The fields of an event that follow from what the caller saw."""
    outcome = "done" if truth["exit"] == 0 else OUTCOMES[truth["exit"]]
    known = {name: truth[name] for name in ("operation", "abi", "syscall", "exit", "pid", "ppid", "auid", "uid", "exe")
             if truth.get(name) is not None}
    for name in ("auid", "session"):
        if truth.get(name) is not None:
            known[name] = None if truth[name] == UNSET else truth[name]
    return {**known, "outcome": outcome, "success": truth["exit"] == 0, "keys": ["modules"]}


def normal(event, name):
    """Unset ids are told as 4294967295 or as null: both say that there is none."""
    value = event.get(name)
    return None if name in ("auid", "session") and value == UNSET else value


def guest_complaints(found, truth):
    truth = [line for line in truth if line["recorded"]]
    if len(found) != len(truth):
        yield f"{len(found)} events, not {len(truth)}"
    for event, told in zip(found, truth):
        where = f"event {event['id']['serial']}"
        for name, value in expected_of(told).items():
            if normal(event, name) != value:
                yield f"{where}: {name} is {event.get(name)!r}, not {value!r}"
        unnamed = event["module"] is None and told["exit"] in EARLY
        if event["module"] != told["module"] and not unnamed:
            yield f"{where}: module is {event['module']!r}, not {told['module']!r}"
        origin = "autoload" if told.get("command") == "/usr/bin/kmod" else "login" if told["auid"] != UNSET else "service"
        if event["origin"] != origin:
            yield f"{where}: origin is {event['origin']!r}, not {origin!r}"


def without_node(found):
    """The same events as told by a journal, which names the host and knows no names of users."""
    return [{name: value for name, value in event.items() if name not in ("id", "records") and not name.endswith("_name")}
            | {"id": id_of(event)[1:]} for event in found]


def test_guest(test, log):
    found = events(test.program, log)
    test.check(f"{log.name}: meaning", guest_complaints(found, lines(log.with_suffix(".truth.jsonl"))))
    if "enriched" in log.name:
        named = {(event["auid"], event.get("auid_name")) for event in found if normal(event, "auid") is not None}
        test.check(f"{log.name}: names", [] if named == {(1000, "alice"), (1001, "bob")} else [f"users are {named}"])
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for path in packed(folder, log):
            test.check(path.name, [] if events(test.program, path) == found else ["other events than unpacked"])
        entries = list(journal_entries(log.read_bytes(), b"guest"))
        for name, content in (("export", as_export(entries)), ("json", as_json(entries))):
            (folder / name).write_bytes(content)
            same = without_node(events(test.program, folder / name)) == without_node(found)
            test.check(f"{log.name} as a journal's {name}", [] if same else ["other events than auditd's log"])
        same = events(test.program, "-", stdin=log.read_bytes()) == found
        test.check(f"{log.name} on standard input", [] if same else ["other events than the file's"])
    test_selection(test, log)
    test_formats(test, log, found)


# ---- selection ----

def test_selection(test, log):
    if test.ausearch is None:
        return test.skip(f"{log.name}: ausearch's selection: no ausearch")
    ours = {written_id(event) for event in events(test.program, "--raw", log) if names_module(event) or is_x86(event)}
    theirs = ausearch_selection(test.ausearch, log)
    test.check(f"{log.name}: selection", [f"only ours: {one}" for one in sorted(ours - theirs, key=str)]
               + [f"only ausearch's: {one}" for one in sorted(theirs - ours, key=str)])


def names_module(event):
    """Has it a KERN_MODULE record, whatever that says?"""
    return any("type=KERN_MODULE " in record.split("msg=audit(")[0] for record in event["records"])


def is_x86(event):
    """One of the six calls that ausearch was asked for: x32 is not, nor are other machines."""
    return event.get("arch") in ("x86_64", "i386") and event.get("abi") in ("b64", "b32")


# ---- formats ----

CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]")


def test_formats(test, log, found):
    for form in ("ecs", "ocsf"):
        _, out, _ = search(test.program, "--format", form, log)
        documents = [json.loads(line) for line in out.splitlines()]
        test.check(f"{log.name}: {form}", format_complaints(form, out, documents, found))
    _, out, _ = search(test.program, "--format", "csv", log)
    test.check(f"{log.name}: csv", csv_complaints(out, found))


def format_complaints(form, out, documents, found):
    if CONTROL.search(out):
        yield "lets a control byte through"
    if len(documents) != len(found):
        yield f"{len(documents)} lines for {len(found)} events"
    if schema.jsonschema is None:
        return
    validator = schema.validator(f"{form}.schema.json")
    for document in documents:
        for error in validator.iter_errors(document):
            yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
    for document, event in zip(documents, found):
        verb = {"load": (1, "loaded-kernel-module"), "unload": (2, "unloaded-kernel-module")}.get(event["operation"])
        said = document["activity_id"] if form == "ocsf" else document["event"]["action"]
        if verb and said not in verb:
            yield f"event {event['id']['serial']}: a {event['operation']} is told as {said}"


def csv_complaints(out, found):
    if CONTROL.search(out.replace(b"\r\n", b"\n")):
        yield "lets a control byte through"
    rows = list(csv.DictReader(io.StringIO(out.decode(), newline=""), strict=True))
    if len(rows) != len(found):
        yield f"{len(rows)} rows for {len(found)} events"
    for row, event in zip(rows, found):
        if None in row or None in row.values():
            yield f"event {event['id']['serial']}: a row of another length"
        if any(value and value[0] in "=+-@\t\r" and not value[1:].isdigit() for value in row.values()):
            yield f"event {event['id']['serial']}: a formula"
        if (row["operation"], row["serial"]) != (event["operation"] or "", str(event["id"]["serial"])):
            yield f"event {event['id']['serial']}: the row is another event's"


# ---- generated ----

def generated_complaints(found, truth):
    if len(found) != len(truth):
        yield f"{len(found)} events, not {len(truth)}"
    by_id = {id_of(event): event for event in found}
    for told in truth:
        event = by_id.pop(id_of(told), None)
        if event is None:
            yield f"{told['id']} is missing"
            continue
        for name, value in told.items():
            if value != event.get(name) and not (name == "outcome" and value is None):
                yield f"{told['id']}: {name} is {event.get(name)!r}, not {value!r}"
    yield from (f"{one} is no module event" for one in by_id)


def test_generated(test, name, seed, options):
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / f"{name}-{seed}.log"
        made = generate_log.write_log(log, generate_log.options_of([str(log), "--bytes", "3000000", "--seed", seed,
                                                                    "--modules", "30", *options]))
        found = events(test.program, log)
        test.check(log.name, generated_complaints(found, made.truth))
        test_selection(test, log)
        test_formats(test, log, found)
        for path in packed(pathlib.Path(folder), log):
            test.check(path.name, [] if events(test.program, path) == found else ["other events than unpacked"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--guests", type=pathlib.Path)
    options = parser.parse_args()
    test = Test(str(options.program.resolve()))
    for log in sorted((options.guests or HERE / "guests").glob("*.log")):
        if not options.names or log.stem in options.names:
            test_guest(test, log)
    for name, seed, words in GENERATED:
        if not options.guests and (not options.names or name in options.names):
            test_generated(test, name, seed, words)
    print(f"{test.passed} passed, {test.failed} failed, {test.skipped} skipped")
    sys.exit(1 if test.failed or test.passed == 0 else 0)


if __name__ == "__main__":
    main()
