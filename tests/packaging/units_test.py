#!/usr/bin/env python3
"""The unit is as closed as it is said to be: units_test.py.  By systemd-analyze, without systemd; skipped where that is not."""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
UNIT = SOURCE / "packaging/systemd/modtrail-watch.service"
MOST = 10  # tenths of systemd's exposure, which goes to 100
SKIPPED = 77


class Unit(unittest.TestCase):
    def test_is_hardly_exposed(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={MOST}", UNIT], capture_output=True,
                              text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout[-200:])
        self.assertIn("Overall exposure level", done.stdout)

    def test_runs_what_the_program_takes(self):
        """Its command line, with the program given to this test, but for the files."""
        text = UNIT.read_text().replace("\\\n", " ")
        options = re.findall(r" (--[a-z-]+)", re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)[1])
        known = subprocess.run([PROGRAM, "help", "watch"], capture_output=True, text=True, check=True).stdout
        for option in options:
            self.assertRegex(known, rf"{option}\b")

    def test_writes_where_the_package_makes_room(self):
        places = re.findall(r"/var/(?:lib|log)/modtrail[a-z/]*", UNIT.read_text() + (SOURCE / "packaging/audisp/audisp").read_text())
        made = re.findall(r"^d (\S+)", (SOURCE / "packaging/systemd/tmpfiles.conf").read_text(), re.MULTILINE)
        for place in places:
            self.assertIn(str(pathlib.PurePath(place).parent), [*made, "/var/lib"], place)


if __name__ == "__main__":
    PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
    if not shutil.which("systemd-analyze"):
        print("SKIPPED: systemd-analyze (package systemd) is not here")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
