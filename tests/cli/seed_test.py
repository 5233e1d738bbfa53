#!/usr/bin/env python3
"""A published page about MachineConfigs, as it is printed: seed_test.py MODTRAIL

MODTRAIL_OPENSHIFT_SEED names the page, which is not ours to keep here; examples/slips holds our own words of the same
slip, and cluster.t judges them.  Without the variable nothing is run, and that is said.
"""

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path


def check(program, text):
    command = [program, "check", "--format", "json", "-"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    return done.returncode, json.loads(done.stdout)["assessments"][0]


def as_butane(text):
    """The same storage under Butane's header."""
    metadata = re.search(r"^metadata:\n(?:  .*\n)*", text, re.MULTILINE).group(0)
    storage = re.search(r"^    storage:\n(?:      .*\n?)*", text, re.MULTILINE).group(0)
    return "variant: openshift\nversion: 4.12.0\n" + metadata + textwrap.dedent(storage)


def main():
    page = os.environ.get("MODTRAIL_OPENSHIFT_SEED")
    if not page:
        print("MODTRAIL_OPENSHIFT_SEED names no page: skipped")
        return
    whole = Path(page).read_text(errors="replace")
    printed = re.search(r"^```yaml\n(.*?)^```", whole, re.DOTALL | re.MULTILINE).group(1)
    status, refused = check(sys.argv[1], printed)
    inline = [f for f in refused["findings"] if f["id"] == "contents-inline"]
    line = printed[: printed.index("inline:")].count("\n") + 1
    assert status == 1 and refused["verdict"] == "fail", refused["verdict"]
    assert inline and inline[0]["level"] == "error" and inline[0]["origin"]["line"] == line, inline
    assert all(row["recorded"] == "never" for row in refused["coverage"] if row["abi"] != "x32")
    status, read = check(sys.argv[1], as_butane(printed))
    assert status == 0 and read["verdict"] == "pass", read["findings"]
    for row in read["coverage"]:
        assert row["recorded"] == ("unreachable" if row["abi"] == "x32" else "always"), row
        assert (row["abi"] == "x32") == ("x32" in row["assuming"]), row
    print("as printed: refused; as Butane: complete on b64 and b32, x32 by assumption")


main()
