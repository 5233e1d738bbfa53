#!/usr/bin/env python3
"""A database that rpm itself writes, read by reconcile: rpm_test.py PROGRAM.  Exit code 77 where rpm is not there."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import roots  # noqa: E402

PROGRAM = sys.argv.pop(1)
SPEC = """Name: {name}
Version: 6.1
Release: 1
Summary: none
License: none
BuildArch: noarch
%description
None.
%install
for file in {files}; do mkdir -p %{{buildroot}}${{file%/*}} && echo module >%{{buildroot}}$file; done
%files
{lines}
"""


def run(*words):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.stdout.decode()}")


class RealRpm(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)
        roots.make(next(each for each in roots.ROOTS if each.name == "as-it-should-be"), self.scratch)
        self.root = self.scratch / "as-it-should-be"
        shutil.rmtree(self.root / "var/lib/dpkg")

    def install(self, name, files):
        spec = self.scratch / f"{name}.spec"
        spec.write_text(SPEC.format(name=name, files=" ".join(files), lines="\n".join(files)))
        run("rpmbuild", "-bb", "--quiet", "--define", f"_topdir {self.scratch}/{name}", spec)
        packages = list((self.scratch / name / "RPMS").rglob("*.rpm"))
        self.assertEqual(1, len(packages))
        self.rpm("-i", "--ignorearch", "--ignoreos", "--ignoresize", packages[0])

    # Into a database of its own; with --root, which is chroot(2), only root could.
    def rpm(self, *words):
        run("rpm", "--define", "_db_backend sqlite", "--dbpath", self.root / "var/lib/rpm", "--force-debian", "--justdb",
            "--nodeps", *words)

    def owners(self):
        done = subprocess.run([PROGRAM, "reconcile", "--root", self.root, "--format", "json"], stdout=subprocess.PIPE,
                              check=False)
        files = {each["name"]: each["file"] for each in json.loads(done.stdout)["modules"] if each["file"]}
        return {name: file["owner_unknown"] if file["owner"] is None else file["owner"] for name, file in files.items()}

    def test_owners_are_told(self):
        home = f"/lib/modules/{roots.RELEASE}"
        self.install("kernel-modules-core", [f"{home}/{roots.DISK[name]}" for name in ("ext4", "jbd2")])
        self.install("vendor-net", [f"/usr{home}/{roots.DISK['dummy']}", f"/lib/modules/other/{roots.DISK['ifb']}"])
        before = {file.name: file.read_bytes() for file in (self.root / "var/lib/rpm").iterdir()}
        self.assertEqual({"ext4": "kernel-modules-core", "jbd2": "kernel-modules-core", "dummy": "vendor-net", "ifb": ""},
                         self.owners())
        after = {file.name: file.read_bytes() for file in (self.root / "var/lib/rpm").iterdir()}
        self.assertEqual(before, after, "reconcile wrote to it")

    def test_a_package_that_left_owns_nothing(self):
        self.install("vendor-net", [f"/lib/modules/{roots.RELEASE}/{roots.DISK['dummy']}"])
        self.assertEqual("vendor-net", self.owners()["dummy"])
        self.rpm("-e", "vendor-net")
        self.assertEqual("", self.owners()["dummy"])


if __name__ == "__main__":
    if not shutil.which("rpmbuild") or not shutil.which("rpm"):
        print("skipped: rpm and rpmbuild are not installed")
        sys.exit(77)
    unittest.main()
