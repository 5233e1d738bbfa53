#!/usr/bin/env python3
"""What a watch gives up, as the kernel tells it of the process: watch_enclosure_test.py PROGRAM."""

import json
import os
import pathlib
import pwd
import signal
import stat
import subprocess
import tempfile
import unittest

from watch_test import PATIENCE, PROGRAM, Case

READ_SEARCH = 1 << 2
AUDIT_CONTROL = 1 << 30
NO_LANDLOCK = b"has no Landlock"


def status(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def capabilities(pid):
    return int(status(pid)["CapEff"], 16)


def children(pid):
    return [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Enclosure(Case):
    def start_plugin(self, *more):
        words = [PROGRAM, "watch", "--from", "audisp", "--format", "json", "--interval", "1", "--state", self.scratch / "state",
                 "-o", self.out, *more]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for pipe in (process.stdin, process.stderr):
            self.addCleanup(pipe.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def feed(self, process):
        process.stdin.write(self.log.events(10).encode())
        process.stdin.flush()

    def assert_enclosed(self, pid):
        self.wait_for(lambda: status(pid)["Seccomp"] == "2", "it is not enclosed")
        self.assertEqual(status(pid)["NoNewPrivs"], "1")

    def test_of_a_watch_leaves_it_no_capability(self):
        process = self.start_plugin()
        self.assert_enclosed(process.pid)
        for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            self.assertEqual(int(status(process.pid)[name], 16), 0, name)
        (asking,) = children(process.pid)
        self.assert_enclosed(asking)
        self.assertEqual(capabilities(asking) & ~AUDIT_CONTROL, 0)
        self.assertLessEqual(len(list(pathlib.Path(f"/proc/{asking}/fd").iterdir())), 3)  # standard error, two sockets

    def test_without_the_process_that_asks_the_kernel_nothing_is_complete(self):
        process = self.start_plugin()
        self.assert_enclosed(process.pid)
        (asking,) = children(process.pid)
        os.kill(asking, signal.SIGKILL)
        for _ in range(3):
            told = len(self.told("interval"))
            self.feed(process)
            self.wait_for(lambda told=told: len(self.told("interval")) > told, "no interval is told")
            last = self.told("interval")[-1]
            self.assertEqual(last["verdict"], "unknown")
            causes = {loss["cause"]: loss for loss in last["losses"]}
            self.assertIn("the process that asks the kernel has ended", causes["counter-unread"]["detail"])
            self.assertNotIn("kernel-lost", causes)
        self.assertIsNone(process.poll())

    def test_keeps_it_from_other_files(self):
        process = self.start()
        self.log.append(10)
        self.wait_for(lambda: len(self.serials()) == 1, "the event is not told")
        other = tempfile.TemporaryDirectory()
        self.addCleanup(other.cleanup)
        elsewhere = pathlib.Path(other.name)
        (elsewhere / "audit.log").write_text(self.log.events(10))
        self.log.path.unlink()
        self.log.path.symlink_to(elsewhere / "audit.log")
        try:
            self.assertEqual(process.wait(PATIENCE), 2)
        except subprocess.TimeoutExpired:
            process.kill()
        said = process.stderr.read()
        if NO_LANDLOCK in said:
            self.skipTest("this kernel has no Landlock")
        self.assertIn(b"permission denied", said)
        self.assertEqual(len(self.serials()), 1)

    @unittest.skipUnless(os.geteuid() == 0, "takes root")
    def test_as_another_user_it_keeps_what_the_log_asks_for_alone(self):
        nobody = pwd.getpwnam("nobody").pw_uid
        for mode, expected in ((0o644, 0), (0o600, READ_SEARCH)):
            home = self.scratch / f"home{mode}"
            home.mkdir()
            os.chown(home, nobody, -1)
            self.scratch.chmod(0o755)
            self.log.path.chmod(mode)
            self.out = home / "events.jsonl"
            words = self.words("--run-as", "nobody", "--state", home / "state", "--into", home / "trail")
            at = words.index("--state")
            del words[at:at + 2]
            process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            self.addCleanup(process.stderr.close)
            self.addCleanup(process.kill)
            self.assert_enclosed(process.pid)
            self.assertEqual(status(process.pid)["Uid"].split(), [str(nobody)] * 4)
            self.assertEqual(capabilities(process.pid), expected)
            self.log.append(10)
            self.wait_for(lambda: len(self.serials()) >= 1, "the event is not told")
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(PATIENCE), 0)
            self.assertEqual({path.stat().st_uid for path in home.rglob("*")}, {nobody})

    def test_no_user_of_that_name_is_an_error(self):
        done = subprocess.run(self.words("--once", "--run-as", "no-such-user"), capture_output=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"no user no-such-user", done.stderr)

    def test_under_no_umask_nobody_else_may_write_its_files(self):
        self.log.append(20)
        words = self.words("--once", "--into", self.scratch / "trail", "--learn", self.scratch / "learnt", "--rotate", "1")
        done = subprocess.run(words, capture_output=True, check=False, timeout=60, umask=0)
        self.assertEqual(done.returncode, 0, done.stderr)
        made = [self.out, self.scratch / "state", self.scratch / "learnt", *(self.scratch / "trail").rglob("*")]
        self.assertGreater(len(made), 5)
        for path in made:
            self.assertEqual(path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH | stat.S_ISUID | stat.S_ISGID), 0, path)
        self.assertEqual([json.loads(line)["schema"] for line in self.out.read_text().splitlines()][0], "modtrail.event/1")


if __name__ == "__main__":
    unittest.main(verbosity=2)
