#!/usr/bin/env python3
"""Nothing of the program speaks to a network: network_test.py PROGRAM.  Its commands run under a filter (seccomp) that kills
a process at its first system call about a socket."""

import ctypes
import pathlib
import platform
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else "build/dev/modtrail").resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
# x86_64: socket connect accept sendto recvfrom sendmsg recvmsg shutdown bind listen getsockname getpeername socketpair
# setsockopt getsockopt accept4 recvmmsg sendmmsg; io_uring_setup could do the same.
CALLS = [*range(41, 56), 288, 299, 307, 425]
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
KILL, ALLOW = 0x80000000, 0x7FFF0000
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
FORMATS = ["text", "json", "html", "markdown", "sarif", "junit", "xccdf", "checkresult", "csv", "prometheus"]


def program():
    out = [(LOAD, 0, 0, 0)]
    for call in CALLS:
        out += [(EQUAL, 0, 1, call), (RETURN, 0, 0, KILL)]
    return b"".join(struct.pack("HBBI", *one) for one in [*out, (RETURN, 0, 0, ALLOW)])


def without_network():
    libc, code = ctypes.CDLL(None, use_errno=True), program()
    buffer = ctypes.create_string_buffer(code, len(code))
    filter_ = ctypes.create_string_buffer(struct.pack("H6xQ", len(code) // 8, ctypes.addressof(buffer)), 16)
    assert libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    assert libc.prctl(PR_SET_SECCOMP, MODE_FILTER, filter_, 0, 0) == 0


def run(*words):
    return subprocess.run(words, preexec_fn=without_network, cwd=SOURCE, capture_output=True, check=False, timeout=120)


@unittest.skipUnless(platform.machine() == "x86_64", "the filter has the numbers of x86_64")
class Network(unittest.TestCase):
    def check(self, *words, codes=(0, 1, 2)):
        done = run(PROGRAM, *words)
        self.assertIn(done.returncode, codes, f"{words}: {done.stderr[-500:]}")
        self.assertNotEqual(done.stdout + done.stderr, b"")

    def test_the_filter_kills(self):
        self.assertLess(run(sys.executable, "-c", "import socket; socket.socket()").returncode, 0)

    def test_check_and_its_reports(self):
        for form in FORMATS:
            self.check("check", "--format", form, "examples/modules.rules", codes=(0, 1))
        self.check("check", "--profile", "cis-rhel9", "examples/host-seed.rules", codes=(1,))
        self.check("check", "--log", "tests/records/guests", "--format", "html", "examples/modules.rules", codes=(0,))

    def test_sources_that_name_something_elsewhere(self):
        self.check("check", "examples/openshift/75-audit-modules-master.yaml", codes=(0, 1))
        with tempfile.TemporaryDirectory() as scratch:
            path = pathlib.Path(scratch) / "remote.json"
            path.write_text('{"ignition":{"version":"3.2.0","config":{"merge":[{"source":"http://127.0.0.1/x"}]}},"storage":{"files":'
                            '[{"path":"/etc/audit/rules.d/1.rules","contents":{"source":"https://127.0.0.1/rules"}}]}}')
            self.check("check", path)

    def test_the_rest(self):
        self.check("explain", "--attempt", "abi=b64 syscall=finit_module", "examples/modules.rules", codes=(0, 1))
        self.check("fix", "--as", "machineconfig", "examples/host-seed.rules", codes=(0, 1))
        self.check("profiles", codes=(0,))
        with tempfile.TemporaryDirectory() as scratch:
            self.check("search", "--into", f"{scratch}/trail", "tests/records/guests", codes=(0,))
            self.check("verify", f"{scratch}/trail")
            self.check("reconcile", "--root", scratch)
            for form in ("text", "json", "ecs", "ocsf", "csv", "raw"):
                self.check("search", "--format", form, "tests/records/guests", codes=(0,))


if __name__ == "__main__":
    unittest.main(verbosity=2)
