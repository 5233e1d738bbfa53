#!/usr/bin/env python3
"""What a watch goes through: watch_test.py PROGRAM.  Killed, stopped, rotated and out of room, it tells each event once."""

import collections
import gzip
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else "build/dev/modtrail").resolve()
PATIENCE = 30  # seconds


class Log:
    """An audit log as auditd writes and rotates it; every tenth event is a module event."""

    def __init__(self, folder):
        self.path = folder / "audit.log"
        self.path.write_bytes(b"")
        self.serial = 0
        self.lines = 0
        self.modules = []

    def events(self, count):
        text = ""
        for _ in range(count):
            self.serial += 1
            stamp = f"msg=audit(1700000000.{self.serial % 1000:03}:{self.serial}):"
            syscall = 59
            if self.serial % 10 == 0:
                self.modules.append(self.serial)
                syscall = 313
            text += (f"type=SYSCALL {stamp} arch=c000003e syscall={syscall} success=yes exit=0 auid=0 uid=0 pid=9\n"
                     f"type=PROCTITLE {stamp} proctitle=2F62696E\n")
            self.lines += 2
        return text

    def append(self, count, stop_within=None):
        text = self.events(count)
        with self.path.open("a") as file:
            if stop_within:  # auditd, too, writes a line in more than one go when it is long
                file.write(text[:stop_within])
                file.flush()
                time.sleep(0.02)
                text = text[stop_within:]
            file.write(text)

    def part(self, number):
        return self.path.with_name(f"audit.log.{number}")

    def rotate(self, pack=False):
        for number in range(98, 0, -1):
            for suffix in ("", ".gz"):
                old = pathlib.Path(f"{self.part(number)}{suffix}")
                if old.exists():
                    old.rename(f"{self.part(number + 1)}{suffix}")
        self.path.rename(self.part(1))
        self.path.write_bytes(b"")
        old = self.part(2)
        if pack and old.exists():
            with gzip.open(f"{old}.gz", "wb") as file:
                file.write(old.read_bytes())
            old.unlink()


def complaints(stderr):
    """What was said on standard error, but for what is no fault of the watch: an old kernel."""
    return b"".join(line for line in stderr.splitlines(True) if b"has no Landlock" not in line)


class Case(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)
        (self.scratch / "log").mkdir()
        self.log = Log(self.scratch / "log")
        self.out = self.scratch / "events.jsonl"

    def words(self, *more):
        return [PROGRAM, "watch", "--format", "json", "--interval", "1", "--state", self.scratch / "state", "--whole", "-o",
                self.out, *more, self.log.path]

    def start(self, *more):
        process = subprocess.Popen(self.words(*more), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def catch_up(self, *more):
        done = subprocess.run(self.words("--once", *more), capture_output=True, check=False, timeout=120)
        self.assertEqual((done.returncode, complaints(done.stderr)), (0, b""), self.told("loss")[-3:] + self.told("alert")[-3:])

    def told(self, schema):
        text = self.out.read_text() if self.out.exists() else ""
        lines = [json.loads(line) for line in text[:text.rfind("\n") + 1].splitlines()]
        return [line for line in lines if line["schema"] == f"modtrail.{schema}/1"]

    def serials(self):
        return [event["id"]["serial"] for event in self.told("event")]

    def wait_for(self, true, what, pause=0.02):
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                self.fail(what)
            time.sleep(pause)

    def assert_each_once(self):
        twice = [serial for serial, count in collections.Counter(self.serials()).items() if count > 1]
        self.assertEqual(twice, [])
        self.assertEqual(sorted(self.serials()), self.log.modules)
        intervals = self.told("interval")
        self.assertEqual(sum(interval["records"] for interval in intervals), self.log.lines)
        self.assertEqual({interval["verdict"] for interval in intervals}, {"unknown"})
        self.assertEqual({loss["cause"] for interval in intervals for loss in interval["losses"]}, {"counter-unread"})


class Killed(Case):
    def test_each_event_is_told_once(self):
        """Killed at any moment, the log growing and rotated meanwhile; MODTRAIL_WATCH_KILLS: how often, without it 60."""
        chance = random.Random(1)
        for _ in range(int(os.environ.get("MODTRAIL_WATCH_KILLS", "60"))):
            process = self.start("--into", self.scratch / "trail")
            for _ in range(chance.randrange(4)):
                self.log.append(1 + chance.randrange(30), chance.choice([None, 33]))
                time.sleep(chance.random() * 0.05)
                if chance.random() < 0.3:
                    self.log.rotate(pack=chance.random() < 0.5)
            time.sleep(chance.random() * 0.3)
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.catch_up("--into", self.scratch / "trail")
        self.assert_each_once()
        verified = subprocess.run([PROGRAM, "search", "--quiet", "--format", "json", self.scratch / "trail"], capture_output=True,
                                  check=True, timeout=60)
        kept = [json.loads(line)["id"]["serial"] for line in verified.stdout.splitlines()]
        self.assertEqual(sorted(kept), self.log.modules)


class Stopped(Case):
    def test_ends_when_it_is_told_to(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            process = self.start()
            count = len(self.log.modules)
            self.log.append(20)
            self.wait_for(lambda: len(self.serials()) == count + 2, "the events are not told")
            process.send_signal(number)
            self.assertEqual(process.wait(PATIENCE), 0)
            self.assertEqual(complaints(process.stderr.read()), b"")
        self.catch_up()
        self.assert_each_once()

    def test_an_event_that_is_still_open_is_told_the_next_time(self):
        process = self.start()
        self.log.append(10)
        time.sleep(0.3)  # shorter than an event is waited for
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)
        self.catch_up()
        self.assert_each_once()


class Log_(Case):
    def test_is_followed_through_rotations(self):
        self.start()
        for turn in range(12):
            self.log.append(10, 40 if turn % 3 == 0 else None)
            self.log.rotate(pack=turn % 2 == 1)
            if turn % 4 == 3:
                self.wait_for(lambda: len(self.serials()) >= len(self.log.modules) - 2, "the events are not told")
        self.log.append(10)
        self.wait_for(lambda: len(self.serials()) == len(self.log.modules), "the last events are not told")
        self.wait_for(lambda: sum(one["records"] for one in self.told("interval")) == self.log.lines, "no interval")
        self.assert_each_once()

    def test_that_is_cut_off_is_told_of(self):
        process = self.start()
        self.log.append(10)
        self.wait_for(lambda: len(self.serials()) == 1, "the event is not told")
        self.log.path.write_bytes(b"")
        self.log.append(10)
        self.wait_for(lambda: len(self.serials()) == 2, "what comes after is not told")
        self.wait_for(lambda: any(loss["cause"] == "log-cut" for loss in self.told("loss")), "the cut is not told of")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)

    def test_with_a_gap_is_incomplete(self):
        self.log.append(10)
        self.log.serial += 7
        self.log.append(10)
        done = subprocess.run(self.words("--once"), capture_output=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 1)
        (gap,) = [loss for loss in self.told("loss") if loss["cause"] == "serial-gap"]
        self.assertEqual((gap["amount"], gap["serials"]), (7, [11, 17]))
        self.assertEqual([one["verdict"] for one in self.told("interval")], ["incomplete"])


class Flood(Case):
    def test_refused_attempts_are_counted_and_a_load_among_them_is_told(self):
        """MODTRAIL_WATCH_FLOOD: how many attempts, at 20,000 a second, and the load told within a second; else 5,000."""
        asked = os.environ.get("MODTRAIL_WATCH_FLOOD")
        attempts, self.rate, soon = (int(asked), 20000, 1) if asked else (5000, 5000, PATIENCE)
        process = self.start("--into", self.scratch / "trail")
        self.attempt(attempts // 2)
        self.log.append(10)  # the tenth is a load
        begun = time.monotonic()
        self.wait_for(lambda: self.serials()[-1:] == self.log.modules, "the load is not told", pause=0.01)
        took = time.monotonic() - begun
        self.attempt(attempts - attempts // 2)
        self.wait_for(lambda: sum(one["module_events"] for one in self.told("interval")) == attempts + 1, "not all is counted")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)
        self.assertEqual(sum(one["records"] for one in self.told("interval")), self.log.lines)
        series = [one for one in self.told("alert") if one["kind"] == "refused-series"]
        self.assertEqual(sum(one["times"] for one in series), attempts)
        trail = [line for path in (self.scratch / "trail").glob("*.trail") for line in path.read_text().splitlines()]
        self.assertTrue(any("syscall=313" in line and "exit=0" in line for line in trail), "the load is not sealed")
        print(f"{attempts} attempts: {len(self.out.read_text().splitlines())} lines told, {len(trail)} in the trail, "
              f"the load among them told after {took:.2f} s")
        self.assertLessEqual(sum(line[0] in "RLAM" for line in trail), 200)
        self.assertLess(took, soon)

    def attempt(self, count):
        with self.log.path.open("a") as file:
            begun = time.monotonic()
            for done in range(count):
                if done % 1000 == 0:
                    file.flush()
                    time.sleep(max(0, begun + done / self.rate - time.monotonic()))
                self.log.serial += 1
                stamp = f"msg=audit(1700000{self.log.serial // 5000:03}.{self.log.serial % 1000:03}:{self.log.serial}):"
                file.write(f"type=SYSCALL {stamp} arch=c000003e syscall=175 success=no exit=-1 auid=1000 uid=1000 pid=9 "
                           f'comm="x" exe="/home/x"\ntype=PROCTITLE {stamp} proctitle=78\n')
                self.log.lines += 2


class Adversary(Case):
    def test_events_that_never_end_take_little_memory(self):
        """Each record of another event, no EOE; MODTRAIL_WATCH_SERIALS: how many, without it 100,000."""
        serials = int(os.environ.get("MODTRAIL_WATCH_SERIALS", "100000"))
        with self.log.path.open("a") as file:
            for serial in range(1, serials + 1):
                syscall = 313 if serial % 100 == 0 else 59
                file.write(f"type=SYSCALL msg=audit(1700000000.000:{serial}): arch=c000003e syscall={syscall} success=yes exit=0 auid=0\n")
        process = self.start()
        self.wait_for(lambda: sum(one["records"] for one in self.told("interval")) == serials, "not all is counted", pause=0.3)
        most = int(pathlib.Path(f"/proc/{process.pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)
        self.catch_up()
        print(f"{serials} events without an end: {most:.1f} MiB")
        self.assertEqual(sorted(self.serials()), list(range(100, serials + 1, 100)))
        if b"__asan_init" not in PROGRAM.read_bytes():  # a sanitizer takes more
            self.assertLess(most, 128)


class Full(Case):
    def test_what_finds_no_room_is_told_later(self):
        self.log.append(10)
        process = self.start()
        self.wait_for(lambda: len(self.serials()) == 1, "the event is not told")
        room = 6000  # more than the state needs
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        self.log.append(200)
        self.assertIn(b"cannot write", process.stderr.readline())
        self.assertLessEqual(self.out.stat().st_size, room)
        self.assertTrue(self.out.read_bytes().endswith(b"}\n"), "half a line was left")
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.wait_for(lambda: len(self.serials()) == 21, "what was kept back is not told")
        self.assertIn(b"works again", process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE), 0)
        self.catch_up()
        self.assert_each_once()


@unittest.skipIf(shutil.which("strace") is None, "there is no strace")
class Errors(Case):
    CALLS = ("write", "pwrite64", "fsync", "fdatasync", "renameat", "ftruncate", "openat")
    FAULTS = ("signal=SIGKILL", "error=ENOSPC", "error=EIO", "error=EDQUOT", "error=EINTR")

    def test_each_call_that_fails_once_or_is_the_last_loses_nothing(self):
        """MODTRAIL_WATCH_ERRORS: every how manieth of the calls that it makes, 1 for all, 5 for kills alone; without it 13."""
        step = int(os.environ.get("MODTRAIL_WATCH_ERRORS", "13"))
        if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("strace may not trace here")
        self.log.append(40)
        tried = self.traced(["-f", "-c", "-S", "name", "-o", self.scratch / "counts"], self.scratch / "counted")
        self.assertEqual(tried.returncode, 0, tried.stderr)
        runs = [(call, fault, number) for call, count in self.counts().items() for number in range(1, count + 1)
                for fault in self.FAULTS]
        for call, fault, number in runs[::step]:
            folder = self.scratch / f"{call}-{fault}-{number}"
            inject = ["-f", "-o", "/dev/null", "-e", f"inject={call}:{fault}:when={number}"]
            failed = self.traced(inject, folder)
            self.assertIn(failed.returncode, (0, 1, 2, -signal.SIGKILL), f"{folder.name}: {failed.stderr}")
            again = subprocess.run(self.into(folder), capture_output=True, check=False, timeout=60)
            self.assertEqual(again.returncode, 0, f"{folder.name}: {again.stderr}")
            self.assert_all_there(folder)
        print(f"{len(runs[::step])} of {len(runs)} failures")

    def into(self, folder):
        folder.mkdir(exist_ok=True)
        return [PROGRAM, "watch", "--format", "json", "--state", folder / "state", "--whole", "--once", "-o", folder / "out",
                "--into", folder / "trail", self.log.path]

    def traced(self, words, folder):
        # LeakSanitizer cannot run where strace does.
        settings = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        return subprocess.run(["strace", *words, *self.into(folder)], capture_output=True, check=False, timeout=60, env=settings)

    def counts(self):
        table = [line.split() for line in (self.scratch / "counts").read_text().splitlines()]
        return {line[-1]: int(line[3]) for line in table if line and line[-1] in self.CALLS}

    def assert_all_there(self, folder):
        told = [json.loads(line) for line in (folder / "out").read_text().splitlines()]
        serials = [line["id"]["serial"] for line in told if line["schema"] == "modtrail.event/1"]
        self.assertEqual(serials, self.log.modules, folder.name)
        found = subprocess.run([PROGRAM, "search", "--quiet", "--format", "json", folder / "trail"], capture_output=True,
                               check=False, timeout=60)
        kept = [json.loads(line)["id"]["serial"] for line in found.stdout.splitlines()]
        self.assertEqual(kept, self.log.modules, folder.name)


class State(Case):
    def test_of_another_watch_or_damaged_is_refused_and_left_alone(self):
        self.log.append(10)
        self.catch_up()
        state = self.scratch / "state"
        good = state.read_text()
        for bad in (good[:-20], good.replace("audit.log", "other.log"), "", "{}"):
            state.write_text(bad)
            done = subprocess.run(self.words("--once"), capture_output=True, check=False, timeout=60)
            self.assertEqual(done.returncode, 2, bad)
            self.assertEqual(state.read_text(), bad)


if __name__ == "__main__":
    unittest.main(verbosity=2)
