#!/usr/bin/env python3
"""What must fail well: failure_test.py PROGRAM.  Exit 2 and a sentence, never a crash, a hang or a half-written file."""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else "build/dev/modtrail").resolve()
ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPLETE = str(ROOT / "examples" / "modules.rules")
GAP = str(ROOT / "examples" / "host-seed.rules")
ATTEMPT = "abi=b64 syscall=finit_module"


def run(*words, environment=None, **settings):
    plain = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"} | (environment or {})
    plain |= {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    defaults = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run([PROGRAM, *words], env=plain, timeout=60, check=False, **(defaults | settings))


class Case(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def assert_trouble(self, done, *words):
        self.assertEqual(done.returncode, 2, done)
        said = (done.stderr or b"").decode()
        self.assertTrue(said.startswith("modtrail: "), said)
        for word in words:
            self.assertIn(word, said)


class Output(Case):
    """-o: whole or not at all."""

    def write_to(self, path):
        return run("check", "-o", str(path), COMPLETE)

    def test_writes_the_file(self):
        target = self.scratch / "report"
        done = self.write_to(target)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        self.assertIn("pass", target.read_text())

    def test_replaces_a_file_and_keeps_its_mode(self):
        target = self.scratch / "report"
        target.write_text("what was there before")
        target.chmod(0o600)
        self.assertEqual(self.write_to(target).returncode, 0)
        self.assertNotIn("was there", target.read_text())
        self.assertEqual(target.stat().st_mode & 0o777, 0o600)
        self.assertEqual(list(self.scratch.iterdir()), [target])

    def test_a_directory(self):
        self.assert_trouble(self.write_to(self.scratch), str(self.scratch))

    def test_a_fifo(self):
        target = self.scratch / "fifo"
        os.mkfifo(target)
        self.assert_trouble(self.write_to(target), str(target))

    def test_a_symbolic_link(self):
        behind = self.scratch / "behind"
        behind.write_text("kept")
        link = self.scratch / "link"
        link.symlink_to(behind)
        self.assert_trouble(self.write_to(link), str(link))
        self.assertEqual(behind.read_text(), "kept")

    def test_a_missing_directory(self):
        self.assert_trouble(self.write_to(self.scratch / "no" / "report"))

    @unittest.skipIf(os.geteuid() == 0, "root writes everywhere")
    def test_a_directory_without_permission(self):
        self.scratch.chmod(0o500)
        self.assert_trouble(self.write_to(self.scratch / "report"))
        self.scratch.chmod(0o700)

    def test_a_device(self):
        self.assert_trouble(self.write_to("/dev/full"), "/dev/full")

    def test_a_file_that_may_not_grow(self):
        target = self.scratch / "report"
        target.write_text("old")
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))
        done = run("check", "-o", str(target), COMPLETE, preexec_fn=limit)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(target.read_text(), "old")

    def test_an_unknown_format(self):
        self.assert_trouble(run("check", "-o", "jsn:x", COMPLETE), "did you mean json?")


class Streams(Case):
    """Standard streams that are full, closed or odd."""

    def test_standard_output_is_full(self):
        for words in (["check", COMPLETE], ["help"], ["version"], ["completion", "bash"], ["profiles"],
                      ["explain", "--attempt", ATTEMPT, COMPLETE]):
            with self.subTest(words=words), open("/dev/full", "wb") as full:
                self.assert_trouble(run(*words, stdout=full), "standard output")

    def test_standard_output_is_full_while_answering(self):
        with open("/dev/full", "wb") as full:
            done = run("explain", "--attempts", "-", COMPLETE, stdin=None, stdout=full, input=b"{}\n")
        self.assert_trouble(done, "standard output")

    def closed(self, *descriptors):
        def close():
            for descriptor in descriptors:
                os.close(descriptor)
        return close

    def test_closed_descriptors(self):
        for descriptors in ((0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)):
            with self.subTest(closed=descriptors):
                done = run("check", COMPLETE, preexec_fn=self.closed(*descriptors))
                self.assertEqual(done.returncode, 2 if 1 in descriptors else 0)

    def test_no_file_takes_the_place_of_a_closed_descriptor(self):
        target = self.scratch / "report"
        done = run("check", "-o", str(target), GAP, preexec_fn=self.closed(0, 1, 2))
        self.assertEqual(done.returncode, 1)
        self.assertTrue(target.read_text().startswith(GAP))

    def test_standard_input_is_closed(self):
        done = run("check", "-", preexec_fn=self.closed(0))
        self.assert_trouble(done)

    def test_standard_input_is_a_directory(self):
        directory = os.open("/", os.O_RDONLY)
        self.addCleanup(os.close, directory)
        self.assert_trouble(run("check", "-", stdin=directory))
        self.assert_trouble(run("explain", "--attempts", "-", COMPLETE, stdin=directory))

    def test_few_descriptors(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))
        self.assertEqual(run("check", COMPLETE, preexec_fn=limit).returncode, 0)
        self.assertEqual(run("check", "--root", "/", COMPLETE, preexec_fn=limit).returncode, 0)


class Surroundings(Case):
    """Locales, environments and command lines."""

    def test_any_locale(self):
        for locale in ("C", "POSIX", "tr_TR.UTF-8", "no_SUCH", "", "de_DE@euro", "\xff"):
            with self.subTest(locale=locale):
                done = run("check", GAP, environment={"LC_ALL": locale, "LANG": "", "LC_CTYPE": ""})
                self.assertEqual(done.returncode, 1)
                if "UTF-8" not in locale:
                    self.assertTrue(done.stdout.isascii())

    def test_no_environment(self):
        done = subprocess.run([PROGRAM, "check", COMPLETE], env={}, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0)

    def test_no_words(self):
        self.assert_trouble(run(), "modtrail help")
        done = subprocess.run(["modtrail"], executable=PROGRAM, env={}, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 2)

    def test_a_huge_command_line(self):
        done = run("check", *(["--assume", "x32=on"] * 20000), COMPLETE)
        self.assertEqual(done.returncode, 1, done.stderr[:200])
        self.assert_trouble(run("check", "--" + "x" * 100000, COMPLETE), "unknown option")
        self.assert_trouble(run("check", "/" + "x" * 100000))

    def test_control_bytes_do_not_reach_the_terminal(self):
        for words in (["check", "\x1b[31m\x07"], ["\x1b]0;x\x07"], ["check", "--\x1bx", COMPLETE],
                      ["explain", "--attempt", "abi=\x1b[2J", COMPLETE]):
            with self.subTest(words=words):
                done = run(*words)
                self.assertEqual(done.returncode, 2)
                self.assertNotIn(b"\x1b", done.stderr)

    def test_a_hostile_file_does_not_reach_the_terminal(self):
        rules = self.scratch / "bad.rules"
        rules.write_bytes(b"-a always,exit -F arch=b64 -S finit_module -k \x1b[31mred\x07\n-Z \x1b]0;title\x07\n")
        done = run("check", "--verbose", str(rules))
        self.assertNotIn(b"\x1b", done.stdout + done.stderr)


READ_FILES, WRITE_FILES, WRITE_LABELS = 1 << 2, 1 << 0 | 1 << 1 | 1 << 3, 1 << 33 | 1 << 21


def status_of(pid):
    lines = (line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    return {name: int(value, 16) for name, value in lines if name.startswith(("Cap", "NoNewPrivs"))}


class Privileges(Case):
    """All that a command does not need is given up before it does anything."""

    def status_while_reading(self, *words):
        """Of a process that waits for its rules on standard input."""
        process = subprocess.Popen([PROGRAM, *words, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            for _ in range(2000):
                if status_of(process.pid)["NoNewPrivs"] == 1:
                    break
                time.sleep(0.005)
            time.sleep(0.02)
            return status_of(process.pid)
        finally:
            process.communicate(b"-D\n", timeout=60)

    def assert_kept(self, status, most, least):
        held = status_of("self")["CapPrm"]
        for name in ("CapPrm", "CapEff"):
            self.assertEqual(status[name] & ~most, 0, f"{name} {status[name]:x}")
            self.assertEqual(status[name] & least, least & held, f"{name} {status[name]:x}")
        self.assertEqual((status["CapInh"], status["CapAmb"], status["NoNewPrivs"]), (0, 0, 1))

    def test_check_of_a_file(self):
        self.assert_kept(self.status_while_reading("check"), READ_FILES, READ_FILES)

    def test_a_report_in_a_file(self):
        status = self.status_while_reading("check", "-o", str(self.scratch / "report"))
        self.assert_kept(status, READ_FILES | WRITE_FILES | WRITE_LABELS, READ_FILES | WRITE_FILES)

    @unittest.skipIf(os.geteuid() != 0, "takes root")
    def test_root_reads_and_writes_where_others_own(self):
        home = self.scratch / "home"
        home.mkdir(mode=0o700)
        rules, report = home / "a.rules", home / "report"
        rules.write_text("-D\n")
        report.write_text("")
        rules.chmod(0o600)
        for path in (report, rules, home):
            os.chown(path, 4242, 4242)
        self.assertEqual(run("check", "-o", str(report), str(rules)).returncode, 1)
        self.assertIn("fail", report.read_text())
        self.assertEqual((report.stat().st_uid, report.stat().st_gid), (4242, 4242))


class Install(Case):
    """fix --install: what a file is besides its bytes stays."""

    def site(self):
        rules = self.scratch / "etc/audit/rules.d/10-quiet.rules"
        rules.parent.mkdir(parents=True)
        rules.write_text("-a never,task\n")
        rules.chmod(0o604)
        return rules

    def install(self):
        return run("fix", "--quiet", "--root", str(self.scratch), "--install", "--allow-changes")

    def test_mode_and_a_second_run(self):
        rules = self.site()
        self.assertEqual(self.install().returncode, 0)
        self.assertEqual(rules.read_text(), "# modtrail: -a never,task\n")
        self.assertEqual(rules.stat().st_mode & 0o7777, 0o604)
        fresh = rules.parent / "75-modtrail.rules"
        self.assertEqual(fresh.stat().st_mode & 0o7777, 0o640)
        before = [(path.stat().st_ino, path.stat().st_mtime_ns) for path in (fresh, rules)]
        self.assertEqual(self.install().returncode, 0)
        self.assertEqual([(path.stat().st_ino, path.stat().st_mtime_ns) for path in (fresh, rules)], before)
        self.assertEqual(len(list(rules.parent.iterdir())), 2)

    @unittest.skipIf(os.geteuid() != 0, "takes root")
    def test_owner(self):
        rules = self.site()
        os.chown(rules, 4242, 4243)
        self.assertEqual(self.install().returncode, 0)
        self.assertEqual((rules.stat().st_uid, rules.stat().st_gid), (4242, 4243))
        self.assertEqual(run("fix", "--root", str(self.scratch), "--undo").returncode, 0)
        self.assertEqual((rules.read_text(), rules.stat().st_uid), ("-a never,task\n", 4242))

    def test_label(self):
        rules, label = self.site(), b"system_u:object_r:auditd_etc_t:s0\0"
        try:
            os.setxattr(rules, "security.selinux", label)
        except OSError as error:
            self.skipTest(f"no label can be set here: {error}")
        self.assertEqual(self.install().returncode, 0)
        self.assertTrue(rules.read_text().startswith("# modtrail: "))
        self.assertEqual(os.getxattr(rules, "security.selinux"), label)


class Inputs(Case):
    """What cannot be read as rules."""

    def test_unreadable(self):
        fifo = self.scratch / "fifo"
        os.mkfifo(fifo)
        loop = self.scratch / "loop"
        loop.symlink_to(loop)
        empty = self.scratch / "empty"
        empty.write_text("")
        bare = self.scratch / "bare"
        bare.mkdir()
        for path in (fifo, loop, empty, bare, self.scratch / "missing", "/dev/null"):
            with self.subTest(path=path):
                self.assert_trouble(run("check", str(path)))

    def test_root_without_rules(self):
        self.assert_trouble(run("check", "--root", str(self.scratch)))
        self.assert_trouble(run("check", "--root", str(self.scratch / "missing")))

    def test_one_bad_source_spoils_the_answer(self):
        self.assert_trouble(run("check", COMPLETE, str(self.scratch / "missing")))


class Attempts(Case):
    """explain --attempts: one line out for each line in, whatever it is."""

    def answer(self, text, rules=COMPLETE):
        done = run("explain", "--attempts", "-", rules, stdin=None, input=text)
        return done.returncode, done.stdout.split(b"\n")[:-1]

    def test_every_line_is_answered(self):
        good = b'{"abi":"b64","syscall":"finit_module"}'
        lines = [good, b"", b"nonsense", good, b"{}", b"\xff\xfe", b"[" * 100000, b'{"abi":"b64","abi":"b64"}', good]
        code, answers = self.answer(b"\n".join(lines))
        self.assertEqual(code, 2)
        self.assertEqual(len(answers), len(lines))
        for number, (line, answer) in enumerate(zip(lines, answers), 1):
            self.assertIn(b'"recorded"' if line == good else b'"line":%d' % number, answer.replace(b" ", b""))

    def test_a_line_without_end(self):
        code, answers = self.answer(b"x" * (3 << 20) + b"\n" + b'{"abi":"b64","syscall":"finit_module"}\n')
        self.assertEqual((code, len(answers)), (2, 2))
        self.assertIn(b"longer", answers[0])
        self.assertIn(b"true", answers[1])

    def test_nothing_asked(self):
        self.assertEqual(self.answer(b""), (0, []))

    def test_ranges(self):
        for bad in ('"uid":-1', '"uid":4294967296', '"uid":1.5', '"uid":"0"', '"exit":2147483648', '"args":[0,0,0,0,0]',
                    '"args":[-1]', '"args":[18446744073709551616]', '"success":1', '"success":true,"exit":-1',
                    '"groups":3', '"birth":{"pid":1}', '"birth":{"context":"some"}', '"frobnicate":1', '"names":"x"'):
            with self.subTest(bad=bad):
                line = '{"abi":"b64","syscall":"finit_module",%s}\n' % bad
                code, answers = self.answer(line.encode())
                self.assertEqual(code, 2)
                self.assertIn(b'"error"', answers[0])

    def test_many(self):
        line = b'{"abi":"b64","syscall":"finit_module","auid":1000,"uid":1000,"exit":-1,"args":[3,140245,4]}\n'
        code, answers = self.answer(line * 20000)
        self.assertEqual((code, len(answers)), (0, 20000))


if __name__ == "__main__":
    unittest.main()
