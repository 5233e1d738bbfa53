#!/usr/bin/env python3
"""Every root of roots.py judged by the program: roots_test.py PROGRAM."""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import roots  # noqa: E402

CODES = {"consistent": 0, "different": 1, "undecided": 2}


def complaints(root, status, document):
    said = sorted(" ".join(filter(None, (each["kind"], each["module"]))) for each in document["differences"])
    if said != sorted(root.differences):
        yield f"says {said}, not {sorted(root.differences)}"
    if document["verdict"] != root.expected():
        yield f"the verdict is {document['verdict']}, not {root.expected()}: {document['undecided']}"
    if status != CODES[root.expected()]:
        yield f"the exit code is {status}"
    standings = {each["name"]: each["standing"] for each in document["modules"]}
    for name, standing in root.standings.items():
        if standings.get(name) != standing:
            yield f"{name} is {standings.get(name)}, not {standing}"


def main():
    program, wrong = sys.argv[1], 0
    with tempfile.TemporaryDirectory() as scratch:
        for root in roots.ROOTS:
            roots.make(root, pathlib.Path(scratch))
            done = subprocess.run([program, "reconcile", "--root", f"{scratch}/{root.name}", "--format", "json"],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            if not done.stdout:
                print(f"{root.name}: {done.stderr.decode()}")
                wrong += 1
                continue
            for line in (said := list(complaints(root, done.returncode, json.loads(done.stdout)))):
                print(f"{root.name}: {line}")
            wrong += bool(said)
    doctored = sum(bool(root.differences) for root in roots.ROOTS)
    print(f"{len(roots.ROOTS)} roots, {doctored} of them with differences: {wrong} judged wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
