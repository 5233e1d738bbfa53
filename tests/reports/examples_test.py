#!/usr/bin/env python3
"""The reports under docs/examples, made anew and compared: examples_test.py [--update] MODTRAIL

Every format of the host's ruleset that hardening guides print, and of the MachineConfig that such guides print.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from formats import CHECKS, tell_skipped

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs/examples"
ENDINGS = {"text": "txt", "json": "json", "html": "html", "markdown": "md", "sarif": "sarif", "junit": "junit.xml",
           "xccdf": "xccdf.xml", "checkresult": "yaml", "csv": "csv", "prometheus": "prom"}
RUNS = {"host": ["--profile", "cisco-fmc", "--profile", "cis-debian12", "--log", "examples/logs",
                 "examples/host-seed.rules"],
        "openshift": ["--profile", "openshift-m5", "examples/slips/inline.yaml"]}


def make(program, folder):
    """The time, the version and the terminal are always the same."""
    for name, arguments in RUNS.items():
        outputs = [f"--output={form}:{folder}/{name}.{ending}" for form, ending in ENDINGS.items()]
        environment = {"SOURCE_DATE_EPOCH": "1790000000", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
        environment |= {key: value for key, value in os.environ.items() if key.endswith("SAN_OPTIONS")}
        subprocess.run([program, "check", "--exit-zero", *outputs, *arguments], cwd=ROOT, env=environment, check=True)


def main():
    update = "--update" in sys.argv
    program = os.path.abspath(sys.argv[-1])
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        make(program, scratch)
        if update:
            EXAMPLES.mkdir(exist_ok=True)
            make(program, EXAMPLES)
        for file in sorted(Path(scratch).iterdir()):
            kept = EXAMPLES / file.name
            if not kept.exists() or kept.read_bytes() != file.read_bytes():
                failed += 1
                print(f"{kept} is not what is made: tests/reports/examples_test.py --update")
        for name in RUNS:
            for form, check in CHECKS.items():
                check((EXAMPLES / f"{name}.{ENDINGS[form]}").read_bytes())
    tell_skipped()
    print(f"{len(RUNS) * len(ENDINGS)} reports, {failed} differ")
    sys.exit(1 if failed else 0)


main()
