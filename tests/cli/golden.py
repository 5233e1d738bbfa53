#!/usr/bin/env python3
"""Runs transcripts and compares: golden.py [--update] --program build/dev/modtrail FILE.t FILE.md ...

Commands run from the root of the sources, with `modtrail` first in PATH and an empty directory $TMP of their own, in a
UTF-8 locale without colours.  --update writes what was printed into the files.
"""

import argparse
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

import schema
import transcript

ROOT = pathlib.Path(__file__).resolve().parents[2]


def environment(program, scratch):
    bin_directory = scratch / "bin"
    bin_directory.mkdir()
    (bin_directory / "modtrail").symlink_to(program)
    (scratch / "tmp").mkdir()
    return {
        "PATH": f"{bin_directory}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "TMP": str(scratch / "tmp"),
        "HOME": str(scratch / "tmp"),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
    } | {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}


def run(step, settings):
    done = subprocess.run(
        ["sh", "-c", "\n".join(step.command)],
        cwd=ROOT,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    return done.stdout.decode("utf-8", "backslashreplace"), done.returncode


class Tally:
    def __init__(self):
        self.steps = self.failed = self.documents = self.skipped = 0

    def validate(self, where, output):
        if schema.jsonschema is None:
            self.skipped += len(schema.documents(output))
            return True
        seen, said = schema.complaints(output)
        self.documents += seen
        for complaint in said:
            print(f"{where}: {complaint}")
        return not said


def judge(path, program, tally):
    """Runs one file; what each of its steps printed."""
    text = path.read_text()
    outcomes = []
    # Always of one length: paths take part in where lines are wrapped.
    with tempfile.TemporaryDirectory(dir="/tmp") as scratch:
        settings = environment(program, pathlib.Path(scratch))
        places = [("$TMP", settings["TMP"]), ("$ROOT", str(ROOT))]
        for step in transcript.parse(path, text):
            output, status = run(step, settings)
            printed = transcript.normalised(output, status, places)
            where = f"{path}:{step.line}"
            good = tally.validate(where, output)
            tally.steps += 1
            if printed != step.expected:
                print("\n".join(difflib.unified_diff(step.expected, printed, where, "printed", lineterm="")))
            tally.failed += not (good and printed == step.expected)
            outcomes.append((step, printed))
        for document in sorted(pathlib.Path(settings["TMP"]).rglob("*.json")):
            tally.failed += not tally.validate(f"{path}: {document.name}", document.read_text())
    return text, outcomes


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    options.add_argument("--update", action="store_true")
    options.add_argument("files", nargs="+", type=pathlib.Path)
    arguments = options.parse_args()
    tally = Tally()
    for path in arguments.files:
        text, outcomes = judge(path, arguments.program.resolve(), tally)
        if arguments.update:
            path.write_text(transcript.replace(path, text, outcomes))
    print(f"{tally.steps} steps, {tally.failed} differ, {tally.documents} JSON documents valid or complained of")
    if tally.skipped:
        print(f"SKIPPED: {tally.skipped} JSON documents were not validated: no python3-jsonschema")
    sys.exit(1 if tally.failed and not arguments.update else 0)


if __name__ == "__main__":
    main()
