#!/usr/bin/env python3
"""A watch that hears nothing for more than a minute: heartbeat_test.py PROGRAM

Its trail is sealed once a minute all the same, and a logger is told of it: with what the logger has, a trail whose end was
cut off is broken.
"""

import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
MINUTE = 60
EVENT = (b"type=SYSCALL msg=audit(1790000000.000:7): arch=c000003e syscall=313 success=yes exit=0 uid=0 pid=9\n"
         b"type=EOE msg=audit(1790000000.000:7): \n")


class Heartbeat(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.logger = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.logger.bind(str(self.folder / "logger"))
        self.addCleanup(self.logger.close)

    def told(self):
        self.logger.settimeout(0.2)
        out = []
        try:
            while True:
                out.append(self.logger.recv(1 << 16).decode())
        except TimeoutError:
            return out

    def verify(self, *words):
        command = [PROGRAM, "verify", "--key", self.folder / "key", *words, self.folder / "trail"]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_a_minute_of_silence(self):
        command = [PROGRAM, "watch", "--from", "audisp", "--into", self.folder / "trail", "--to",
                   f"syslog:{self.folder / 'logger'}", "--interval", "3600"]
        watch = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=False)
        watch.stdin.write(EVENT)
        watch.stdin.flush()
        time.sleep(MINUTE + 5)
        trail = next((self.folder / "trail").glob("*.trail"))
        lines = trail.read_text().splitlines()
        beats = [line for line in lines if line.startswith("C size=") and " state=running " in line]
        self.assertEqual(lines[-1], beats[-1], "no heartbeat")
        self.assertEqual(lines[-2], beats[-2], "a heartbeat that seals something")
        up = [int(re.search(r" up=(\d+) ", line)[1]) for line in beats[-2:]]
        self.assertAlmostEqual(up[1] - up[0], 1000 * MINUTE, delta=3000)
        _, said = watch.communicate(timeout=30)
        self.assertEqual(watch.returncode, 0, said)
        (self.folder / "key").write_text(re.search(rb"modtrail-key/1 .*", said)[0].decode() + "\n")
        (self.folder / "logged").write_text("\n".join(self.told()) + "\n")
        anchors = re.findall(r"modtrail-anchor/1 chain=\w+ C .*", (self.folder / "logged").read_text())
        self.assertEqual(len(anchors), 3, "at the beginning, after a minute, at the end")
        self.assertEqual(self.verify("--anchor", self.folder / "logged").returncode, 0)
        trail.write_text("\n".join(lines[:-1]) + "\n")
        self.assertEqual(self.verify().returncode, 0)
        self.assertEqual(self.verify("--anchor", self.folder / "logged").returncode, 1)


if __name__ == "__main__":
    unittest.main()
