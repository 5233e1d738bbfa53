#!/usr/bin/env python3
"""Where a watch tells what it sees: watch_outputs_test.py PROGRAM.  Real sockets, a real command, a file that rotates."""

import collections
import json
import pathlib
import random
import re
import resource
import signal
import socket
import sys
import time
import unittest

import watch_test
from watch_test import PATIENCE, Case

POLICY = "[[allow]]\nmodule = \"nothing\"\n"
HEAD = re.compile(r"<(\d+)>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([!-~]+) modtrail (\d+) ([a-z]+) "
                  r"\[modtrail@32473((?: [a-z_]+=\"(?:[^\"\\\]]|\\[\"\\\]])*\")*)\] (.*)", re.DOTALL)


class Listener:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.setblocking(False)
        self.got = []

    def take(self):
        try:
            while True:
                self.got.append(self.socket.recv(1 << 20))
        except BlockingIOError:
            return self.got

    def close(self):
        self.socket.close()


def parse_syslog(datagram):
    match = HEAD.fullmatch(datagram.decode())
    assert match, datagram
    fields = dict(re.findall(r" ([a-z_]+)=\"((?:[^\"\\]|\\.)*)\"", match[6]))
    return {"priority": int(match[1]), "kind": match[5], "fields": fields, "text": match[7]}


class Outputs(Case):
    def setUp(self):
        super().setUp()
        self.policy = self.scratch / "policy.toml"
        self.policy.write_text(POLICY)

    def listen(self, name):
        listener = Listener(self.scratch / name)
        self.addCleanup(listener.close)
        return listener

    def stop(self, process):
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)


class Loggers(Outputs):
    def test_get_events_alerts_and_verdicts(self):
        syslog, journal = self.listen("syslog"), self.listen("journal")
        process = self.start("--policy", self.policy, "--to", f"syslog:{self.scratch}/syslog", "--to",
                             f"journald:{self.scratch}/journal")
        self.log.append(20)
        self.wait_for(lambda: any(b" interval " in one for one in syslog.take()), "no verdict came")
        self.stop(process)
        told = [parse_syslog(one) for one in syslog.take()]
        events = [one for one in told if one["kind"] == "event"]
        self.assertEqual([int(one["fields"]["serial"]) for one in events], self.log.modules)
        self.assertEqual({one["priority"] for one in events}, {10 * 8 + 6})
        self.assertEqual([json.loads(one["text"])["id"]["serial"] for one in events], self.log.modules)
        alerts = [one for one in told if one["kind"] == "alert"]
        self.assertEqual(alerts[0]["fields"]["alert"], "unexpected-module")
        self.assertEqual(alerts[0]["priority"], 10 * 8 + 3)
        kinds = [re.search(rb"^MODTRAIL_KIND=(.*)$", one, re.MULTILINE)[1].decode() for one in journal.take()]
        self.assertEqual(kinds, [one["kind"] for one in told])

    def test_alone_take_the_place_of_standard_output(self):
        self.log.append(10)
        syslog = self.listen("syslog")
        done = self.run_once("--to", f"syslog:{self.scratch}/syslog", "--format", "text")
        self.assertEqual((done.returncode, done.stdout), (0, b""))
        self.assertEqual([parse_syslog(one)["kind"] for one in syslog.take()], ["event", "interval"])

    def run_once(self, *more):
        words = [word for word in self.words("--once", *more) if word not in ("-o", self.out, "json")]
        words.remove("--format")
        return watch_test.subprocess.run(words, capture_output=True, check=False, timeout=60)

    def test_one_that_is_away_delays_nothing_is_told_of_within_a_second_and_gets_it_later(self):
        process = self.start("--to", f"syslog:{self.scratch}/syslog")
        self.log.append(10)
        start = time.monotonic()
        self.wait_for(lambda: len(self.serials()) == 1, "the event is not told")
        self.wait_for(lambda: self.told("delivery"), "the failure is not told")
        self.assertLess(time.monotonic() - start, 0.7 + 1)  # an event is waited for
        self.assertEqual(self.told("delivery")[0]["state"], "failing")
        self.assertIn(b"syslog:", process.stderr.readline())
        syslog = self.listen("syslog")
        self.wait_for(lambda: self.told("delivery")[-1]["state"] == "working", "that it works again is not told")
        over = self.told("delivery")[-1]
        self.assertGreaterEqual(over["late"], 1)
        self.assertEqual(over["lost"], 0)
        self.assertIn(1, collections.Counter(parse_syslog(one)["kind"] == "event" for one in syslog.take()).values())
        self.assertIn(b"works again", process.stderr.readline())
        self.stop(process)

    def test_what_is_never_delivered_is_counted(self):
        self.log.append(30)
        done = watch_test.subprocess.run(self.words("--once", "--to", f"syslog:{self.scratch}/nobody"), capture_output=True,
                                         check=False, timeout=60)
        self.assertEqual(done.returncode, 0)
        last = self.told("delivery")[-1]
        self.assertGreaterEqual(last["lost"], 3)
        self.assertIn(b"lost", done.stderr)


class Command(Outputs):
    def script(self, text):
        path = self.scratch / "command"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o700)
        return path

    def test_gets_the_alert_and_its_event(self):
        path = self.script(f'echo "$1" >> {self.scratch}/words; cat >> {self.scratch}/alerts')
        process = self.start("--policy", self.policy, "--on-alert", f"{path} $(id)")
        self.log.append(10)
        alerts = self.scratch / "alerts"
        self.wait_for(lambda: alerts.exists() and alerts.read_text().count("\n") == 2, "the command was not run")
        alert, event = (json.loads(line) for line in alerts.read_text().splitlines())
        self.assertEqual((alert["kind"], event["schema"]), ("unexpected-module", "modtrail.event/1"))
        self.assertEqual(event["id"]["serial"], alert["event"]["serial"])
        self.assertEqual((self.scratch / "words").read_text(), "$(id)\n")
        self.stop(process)
        self.assertEqual(watch_test.complaints(process.stderr.read()), b"")

    def test_that_hangs_or_fails_delays_nothing_and_is_told_of(self):
        path = self.script("exec sleep 60")
        process = self.start("--policy", self.policy, "--on-alert", path)
        for turn in range(3):
            self.log.append(10)
            self.wait_for(lambda turn=turn: len(self.serials()) == turn + 1, "the events are not told")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)
        self.assertEqual(self.told("delivery")[-1]["lost"], 2)  # the first alert, and its repeats

        path = self.script("exit 3")
        process = self.start("--policy", self.policy, "--on-alert", path)
        self.log.append(10)
        self.wait_for(lambda: any(one["detail"] == "ended with 3" for one in self.told("delivery")), "the failure is not told")
        self.stop(process)

    def test_that_is_none_is_refused(self):
        for word in ("sh", "/nowhere/at/all", "  "):
            done = watch_test.subprocess.run(self.words("--once", "--on-alert", word), capture_output=True, check=False, timeout=60)
            self.assertEqual(done.returncode, 2, word)


class File(Outputs):
    def test_rotates_and_still_each_event_is_told_once(self):
        """Killed at any moment, rotations among them."""
        chance = random.Random(2)
        for _ in range(25):
            process = self.start("--rotate", "1", "--keep", "50", "--raw")
            self.log.append(800)
            time.sleep(chance.random() * 0.5)
            process.send_signal(signal.SIGKILL)
            process.wait()
        done = watch_test.subprocess.run(self.words("--once", "--rotate", "1", "--keep", "50", "--raw"), capture_output=True,
                                         check=False, timeout=60)
        self.assertEqual((done.returncode, watch_test.complaints(done.stderr)), (0, b""))
        files = [path for path in self.scratch.iterdir() if path.name.startswith("events.jsonl")]
        self.assertGreater(len(files), 1)
        told = []
        for path in files:
            self.assertLessEqual(path.stat().st_size, 1 << 20)
            lines = [json.loads(line) for line in path.read_text().splitlines()]
            told += [line["id"]["serial"] for line in lines if line["schema"] == "modtrail.event/1"]
        self.assertEqual(sorted(told), self.log.modules)

    def test_without_room_is_told_of_when_there_is_some(self):
        self.log.append(10)
        process = self.start()
        self.wait_for(lambda: len(self.serials()) == 1, "the event is not told")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (6000, resource.RLIM_INFINITY))
        self.log.append(200)
        self.assertIn(b"cannot write", process.stderr.readline())
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.wait_for(lambda: len(self.told("delivery")) == 2, "it is not told of")
        over = self.told("delivery")[1]
        self.assertEqual((over["to"], over["state"], over["lost"]), (f"file:{self.out}", "working", 0))
        self.assertGreaterEqual(over["late"], 1)
        self.stop(process)


if __name__ == "__main__":
    unittest.main(verbosity=2)
