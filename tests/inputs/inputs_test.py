"""Hostile and odd inputs through the real program: no crash, no hang, no silence.

Every input is a file under files/, or is made here where a file of that kind cannot be kept in a repository (a FIFO, a
loop of links, 100,000 rules).  The numbers group the kinds: 1 to 12 bytes, 41 to 46 rules, 47 to 51 documents, 49 to 53
roots, 60 to 64 the program's surroundings.

    inputs_test.py PROGRAM [NAME...]
"""

import base64
import gzip
import hashlib
import json
import os
import re
import resource
import stat
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

FILES = Path(__file__).resolve().parent / "files"
SECONDS = 90  # of processor time; the clock may run on while others work
COMPLETE = (FILES / "02-no-final-newline.rules").read_bytes() + b"\n"


@dataclass
class Expected:
    status: int
    phrases: list = field(default_factory=list)  # regular expressions that the output and the diagnostics hold


LOST = ["rules-lost-after-error"]
STATIC = {
    "01-empty.rules": Expected(2, ["empty"]),
    "02-no-final-newline.rules": Expected(0),
    "03-only-newlines.rules": Expected(2, ["empty"]),
    "04-nul-inside.rules": Expected(0),
    "04-zero-tail.rules": Expected(0),
    "07-crlf.rules": Expected(0, ["carriage-return"]),
    "07-crlf-after-syscall.rules": Expected(1, LOST),
    "08-byte-order-mark.rules": Expected(1, LOST),
    "09-invalid-utf8.rules": Expected(0),
    "10-separator-byte.rules": Expected(0),
    "12-terminal-bytes.rules": Expected(0),
    "41-tabs.rules": Expected(1, LOST + ["tab"]),
    "41-tab-before-comment.rules": Expected(1, LOST + ["tab"]),
    "41-backslashes.rules": Expected(0),
    "41-quotes.rules": Expected(1, LOST),
    "41-nested-quotes.rules": Expected(0),
    "42-latin-1.rules": Expected(0),
    "43-unknown-syscall.rules": Expected(1, LOST + ["load_module"]),
    "43-unknown-field.rules": Expected(1, LOST + ["user"]),
    "43-unknown-operator.rules": Expected(1, LOST),
    "43-65-fields.rules": Expected(1, LOST + ["6[34]"]),
    "43-257-byte-key.rules": Expected(1, LOST + ["256"]),
    "43-256-byte-key.rules": Expected(0),
    "43-relative-path.rules": Expected(1, LOST),
    "43-4097-byte-path.rules": Expected(1, LOST),
    "44-delete-all-in-the-middle.rules": Expected(1, ["never"]),
    "44-locked-in-the-middle.rules": Expected(1, ["locked-too-early"]),
    "44-continue.rules": Expected(1, ["all 6 ways", "nothing_at_all"]),
    "44-ignore.rules": Expected(1, ["all 6 ways", "nothing_at_all"]),
    "44-read-inside.rules": Expected(1, LOST),
    "44-disabled.rules": Expected(1, ["auditing-disabled"]),
    "46-contradictory.rules": Expected(1, ["never-before"]),
    "46-duplicate.rules": Expected(1, ["duplicate-rule"]),
}


@dataclass
class Run:
    arguments: list
    expected: Expected
    stdin: bytes = b""
    environment: dict = field(default_factory=dict)
    before: object = None  # called in the child before exec
    stdout: object = subprocess.PIPE
    after: object = None  # a check of what is left behind; returns a complaint


MADE = {}


def made(function):
    MADE[function.__name__.removeprefix("make_").replace("_", "-")] = function
    return function


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.chmod(path, 0o640)
    return path


def check(*arguments):
    return ["check", *map(str, arguments)]


def root_with_rules(folder):
    write(folder / "etc/audit/rules.d/modules.rules", COMPLETE)
    return folder


# ---- documents (47 to 50) --------------------------------------------------------------------------------------------


def machine_config(entry, name="75-a", path="/etc/audit/rules.d/75-a.rules", role="worker"):
    return f"""apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  name: {name}
  labels: {{machineconfiguration.openshift.io/role: {role}}}
spec:
  config:
    ignition: {{version: 3.2.0}}
    storage:
      files:
        - path: {path}
{textwrap.indent(entry, " " * 10)}
""".encode()


def data_url(content):
    return "data:," + "".join(f"%{byte:02X}" for byte in content)


def packed_url(content):
    return "data:;base64," + base64.b64encode(content).decode()


BOMB = b"a: &a [x]\n" + b"".join(b"%c: &%c [%s]\n" % (c, c, b", ".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 106))
RIGHT_HASH = "sha512-" + hashlib.sha512(COMPLETE).hexdigest()
GOOD_ENTRY = f"contents: {{source: '{data_url(COMPLETE)}'}}"
REFUSED = "none of its files reach the nodes"
DOCUMENTS = {
    "47-alias-bomb": (BOMB, Expected(2, [r":2:\d+: an alias"])),
    "47-depth": (b"kind: List\nitems: " + b"[" * 100000, Expected(2, [r":2:\d+: more than 64 levels"])),
    "47-depth-json": (b'{"a":' * 100000, Expected(2, [r":1:\d+: more than 64 levels"])),
    "47-duplicate-key": (
        machine_config(GOOD_ENTRY) + b"kind: MachineConfig\n",
        Expected(2, [r":13:1: the key 'kind' stands twice"])),
    "47-merge-key": (b"a: &a {x: 1}\nb:\n  <<: *a\n", Expected(2, [r":3:3: a merge key"])),
    "47-tag": (machine_config(GOOD_ENTRY.replace("source: ", "source: !!binary ")), Expected(2, [r":12:\d+: a tag"])),
    "47-own-tag": (machine_config("mode: !octal 0644\n" + GOOD_ENTRY), Expected(2, [r":12:\d+: a tag"])),
    "47-tabs": (b"kind: List\nitems:\n\t- a\n", Expected(2, [r":3:1: not YAML"])),
    "47-10000-documents": (
        b"---\nkind: Service\n" * 10000 + b"---\n" + machine_config(GOOD_ENTRY),
        Expected(0, ["10000"])),
    "47-truncated": (machine_config(GOOD_ENTRY)[:-6], Expected(2, ["not YAML"])),
    "47-truncated-json": (b'{"kind":"List","items":[{"kind":"MachineConfig"', Expected(2, ["not YAML"])),
    "47-wrong-kind": (b"apiVersion: v1\nkind: Service\n", Expected(2, ["nothing to check.*1 Service"])),
    "47-text": (b"kind: MachineConfig is what this should be: no\n", Expected(2, ["not YAML"])),
    "47-many-values": (b"kind: List\nitems: [" + b"a," * 1100000 + b"]", Expected(2, ["more than 1000000 values"])),
    "47-invalid-utf8": (b"kind: \xff\xfe\n", Expected(2, [r":1:7: not YAML"])),
    "47-no-spec": (b"apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\n"
        b"metadata: {name: a, labels: {machineconfiguration.openshift.io/role: worker}}\n",
        Expected(1, ["config-invalid"])),
    "47-files-is-text": (
        machine_config(GOOD_ENTRY).replace(b"      files:\n", b"      files: x\n      more:\n"),
        Expected(1, ["config-invalid", REFUSED])),
    "48-bad-percent": (
        machine_config("contents: {source: 'data:,-a%2'}"),
        Expected(1, ["data-url", r":12:\d+", REFUSED])),
    "48-blank": (machine_config("contents: {source: 'data:,-a always'}"), Expected(1, ["data-url", r":12:\d+", "%20"])),
    "48-bad-base64": (machine_config("contents: {source: 'data:;base64,LUQ'}"), Expected(1, ["data-url", REFUSED])),
    "48-gzip-bomb": (
        machine_config(f"contents: {{compression: gzip, source: '{packed_url(gzip.compress(bytes(64 << 20)))}'}}"),
        Expected(1, ["data-url", "33554432 bytes"])),
    "48-not-gzip": (
        machine_config(f"contents: {{compression: gzip, source: '{packed_url(COMPLETE)}'}}"),
        Expected(1, ["data-url", "not gzip"])),
    "48-gzip-cut": (
        machine_config(f"contents: {{compression: gzip, source: '{packed_url(gzip.compress(COMPLETE)[:-4])}'}}"),
        Expected(1, ["data-url", "cut short"])),
    "48-gzip": (
        machine_config(f"contents: {{compression: gzip, source: '{packed_url(gzip.compress(COMPLETE))}'}}"),
        Expected(0)),
    "48-wrong-hash": (
        machine_config(f"contents: {{source: '{data_url(COMPLETE)}', verification: {{hash: sha512-{'0' * 128}}}}}"),
        Expected(1, ["verification"])),
    "48-right-hash": (
        machine_config(f"contents: {{source: '{data_url(COMPLETE)}', verification: {{hash: {RIGHT_HASH}}}}}"),
        Expected(0)),
    "48-remote": (machine_config("contents: {source: 'https://example.org/x'}"), Expected(1, ["remote-source"])),
    "49-dots": (machine_config(GOOD_ENTRY, path="/etc/audit/rules.d/../x.rules"), Expected(1, ["config-invalid"])),
    "49-same-path-twice": (
        machine_config(GOOD_ENTRY + "\n") + b"        - path: /etc/audit/rules.d/75-a.rules\n",
        Expected(1, ["stands twice", REFUSED])),
    "49-decimal-mode": (machine_config("mode: 644\n" + GOOD_ENTRY), Expected(1, ["file-mode", "01204"])),
    "49-octal-mode": (machine_config("mode: 0644\n" + GOOD_ENTRY), Expected(0)),
    "49-text-mode": (machine_config("mode: 'rw'\n" + GOOD_ENTRY), Expected(1, ["file-mode"])),
    "50-two-for-one-path": (
        machine_config(GOOD_ENTRY) + b"---\n" + machine_config("contents: {source: 'data:,-D'}", name="80-b"),
        Expected(1, ["config-replaced", "80-b"])),
    "51-surrogates": (b'{"apiVersion":"v1","kind":"\\ud83d\\ude00"}', Expected(2, ["nothing to check"])),
    "51-lone-surrogate": (b'{"kind":"\\ud83d"}', Expected(2, ["not (YAML|JSON)"])),
    "51-trailing-bytes": (b'{"kind":"List"} rest', Expected(2, [r":1:17: not JSON"])),
    "51-utf-16": ("kind: List\n".encode("utf-16"), Expected(2, ["UTF-16"])),
    "51-numbers": (
        b'{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/a","mode":1e999}]}}',
        Expected(2, ["not JSON"])),
    "51-octal-in-json": (
        b'{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/a","mode":0644}]}}',
        Expected(2, [r":1:\d+: not JSON"])),
}


def document_run(name):
    content, expected = DOCUMENTS[name]

    def make(folder):
        return Run(check(write(folder / "x.yaml", content), "-v"), expected)

    return make


for document in DOCUMENTS:
    MADE[document] = document_run(document)


# ---- bytes ---------------------------------------------------------------------------------------------------------


@made
def make_05_mebibyte_line(folder):
    path = write(folder / "long.rules", b"# " + b"x" * (1 << 20) + b"\n" + COMPLETE)
    return Run(check(path), Expected(1, LOST))


@made
def make_41_64k_line(folder):
    line = b"-a always,exit -F arch=b64 -S init_module -k " + b"k" * 65536 + b"\n"
    return Run(check(write(folder / "long.rules", line + COMPLETE)), Expected(1, LOST))


@made
def make_05_no_newline_at_all(folder):
    return Run(check(write(folder / "long.rules", b"-" * (8 << 20))), Expected(1, LOST + ["never"]))


@made
def make_05_standard_input(_):
    return Run(check("-"), Expected(0), stdin=COMPLETE)


@made
def make_01_empty_standard_input(_):
    return Run(check("-"), Expected(2, ["empty"]))


# ---- rules ---------------------------------------------------------------------------------------------------------


@made
def make_45_fifo(folder):
    os.mkfifo(folder / "x.rules")
    return Run(check(folder / "x.rules"), Expected(2, [r"x\.rules"]))


@made
def make_45_directory_of_nothing(folder):
    return Run(check(folder), Expected(2, ["nothing|no "]))


@made
def make_45_missing(folder):
    return Run(check(folder / "not-there.rules"), Expected(2, [r"not-there\.rules"]))


@made
def make_45_loop_of_links(folder):
    os.symlink("b.rules", folder / "a.rules")
    os.symlink("a.rules", folder / "b.rules")
    return Run(check(folder / "a.rules"), Expected(2, [r"a\.rules"]))


@made
def make_45_device(_):
    return Run(check("/dev/zero"), Expected(2, ["zero"]))


def become_nobody():
    if os.geteuid() == 0:  # who reads everything
        os.setgid(65534)
        os.setuid(65534)


def nobody_can_run(program):
    try:
        return subprocess.run([program, "version"], stdout=subprocess.DEVNULL, preexec_fn=become_nobody,
                              check=False).returncode == 0
    except OSError:
        return False


@made
def make_45_unreadable(folder):
    os.chmod(folder, 0o755)
    path = write(folder / "x.rules", COMPLETE)
    os.chmod(path, 0)
    if not nobody_can_run(os.path.abspath(sys.argv[1])):
        return None  # the program lies where only root can go
    return Run(check(path), Expected(2, [r"x\.rules"]), before=become_nobody)


@made
def make_45_unreadable_in_a_directory(folder):
    os.chmod(folder, 0o755)
    write(folder / "10.rules", COMPLETE)
    os.chmod(folder / "10.rules", 0o644)
    os.chmod(write(folder / "20.rules", COMPLETE), 0)
    if not nobody_can_run(os.path.abspath(sys.argv[1])):
        return None
    return Run(check(folder), Expected(2, [r"20\.rules"]), before=become_nobody)


@made
def make_45_odd_entries_of_a_directory(folder):
    write(folder / "10-modules.rules", COMPLETE)
    write(folder / ".hidden.rules", COMPLETE)
    write(folder / "README", b"no rules\n")
    write(folder / "deeper/20.rules", COMPLETE)
    write(folder / "with space.rules", COMPLETE)
    os.mkfifo(folder / "fifo")
    return Run(check(folder), Expected(0, ["unread-file"]))


@made
def make_45_fifo_in_a_directory(folder):
    write(folder / "10-modules.rules", COMPLETE)
    os.mkfifo(folder / "20-fifo.rules")
    return Run(check(folder), Expected(2, [r"20-fifo\.rules"]))


@made
def make_45_loop_in_a_directory(folder):
    write(folder / "10-modules.rules", COMPLETE)
    os.symlink("20-loop.rules", folder / "20-loop.rules")
    return Run(check(folder), Expected(2, [r"20-loop\.rules"]))


@made
def make_45_vanished_in_a_directory(folder):
    write(folder / "10-modules.rules", COMPLETE)
    os.symlink("gone", folder / "20-gone.rules")
    return Run(check(folder), Expected(0, ["unread-file", r"20-gone\.rules"]))


@made
def make_46_100000_rules(folder):
    lines = [b"-a always,exit -F arch=b64 -S openat -F auid=%d -k other\n" % i for i in range(100000)]
    return Run(check(write(folder / "many.rules", b"".join(lines) + COMPLETE)), Expected(0))


@made
def make_46_100000_contradictions(folder):
    lines = [b"-a %s,exit -F arch=b64 -S finit_module -F auid=%d\n" % ((b"never", b"always")[i % 2], i % 7)
             for i in range(100000)]
    return Run(check(write(folder / "many.rules", b"-i\n" + b"".join(lines) + COMPLETE)), Expected(1, ["partly"]))


# ---- roots ---------------------------------------------------------------------------------------------------------


@made
def make_49_dots_in_a_link(folder):
    root = root_with_rules(folder / "root")
    write(folder / "outside/modules.rules", b"")
    os.rename(root / "etc/audit/rules.d", root / "rules")
    os.symlink("../../../../../../rules", root / "etc/audit/rules.d")  # more than there are: stays inside
    return Run(check("--root", root), Expected(0))


@made
def make_52_absolute_link(folder):
    root = root_with_rules(folder / "root")
    os.rename(root / "etc/audit", root / "audit")
    os.symlink("/audit", root / "etc/audit")
    return Run(check("--root", root), Expected(0))


@made
def make_52_link_out_of_the_root(folder):
    root = folder / "root"
    write(folder / "outside/rules.d/modules.rules", COMPLETE)
    (root / "etc").mkdir(parents=True)
    os.symlink(f"../../../../../../{folder}/outside", root / "etc/audit")
    return Run(check("--root", root), Expected(2, ["."]))


@made
def make_52_hard_link(folder):
    root = root_with_rules(folder / "root")
    os.link(root / "etc/audit/rules.d/modules.rules", root / "etc/audit/rules.d/again.rules")
    return Run(check("--root", root), Expected(1, ["duplicate-rule"]))


@made
def make_52_sparse_file(folder):
    path = folder / "root/etc/audit/rules.d/modules.rules"
    path.parent.mkdir(parents=True)
    with open(path, "wb") as file:
        file.truncate(1 << 40)
    return Run(check("--root", folder / "root"), Expected(2, [r"modules\.rules"]))


@made
def make_52_fifo_for_passwd(folder):
    root = root_with_rules(folder / "root")
    os.mkfifo(root / "etc/passwd")
    return Run(check("--root", root), Expected(0))


@made
def make_53_etc_is_a_link_to_the_host(folder):
    root = folder / "root"
    root.mkdir()
    os.symlink("/etc", root / "etc")
    return Run(check("--root", root), Expected(2, ["."]))


@made
def make_53_root_is_a_file(folder):
    return Run(check("--root", write(folder / "file", b"x")), Expected(2, ["file"]))


@made
def make_53_missing_root(folder):
    return Run(check("--root", folder / "nowhere"), Expected(2, ["nowhere"]))


# ---- surroundings --------------------------------------------------------------------------------------------------


def to_output(folder, target, expected, after):
    source = write(folder / "m.rules", COMPLETE)
    return Run(check("-o", f"json:{target}", source), expected, after=after)


@made
def make_60_output_to_a_directory(folder):
    (folder / "out").mkdir()
    return to_output(folder, folder / "out", Expected(2, ["out"]),
                     lambda: None if not os.listdir(folder / "out") else "wrote into the directory")


@made
def make_60_output_to_a_fifo(folder):
    os.mkfifo(folder / "out")
    return to_output(folder, folder / "out", Expected(2, ["out"]),
                     lambda: None if stat.S_ISFIFO((folder / "out").stat().st_mode) else "replaced the FIFO")


@made
def make_60_output_through_a_link(folder):
    victim = write(folder / "victim", b"precious")
    os.symlink("victim", folder / "out")
    return to_output(folder, folder / "out", Expected(2, ["out"]),
                     lambda: None if victim.read_bytes() == b"precious" else "wrote through the link")


@made
def make_60_output_over_a_hard_link(folder):
    victim = write(folder / "victim", b"precious")
    os.link(victim, folder / "out")
    return to_output(folder, folder / "out", Expected(0),
                     lambda: None if victim.read_bytes() == b"precious" else "wrote into the other name's file")


@made
def make_60_output_into_nothing(folder):
    return to_output(folder, folder / "none/out", Expected(2, ["out"]), lambda: None)


@made
def make_60_output_is_whole(folder):
    def whole():
        return None if json.loads((folder / "out").read_bytes())["verdict"] == "pass" else "not the verdict"

    return to_output(folder, folder / "out", Expected(0), whole)


@made
def make_62_odd_time_zone(folder):
    return Run(check(write(folder / "m.rules", COMPLETE)), Expected(0), environment={"TZ": ":/../../" + "x" * 5000})


@made
def make_64_odd_locale(folder):
    return Run(check(write(folder / "m.rules", COMPLETE)), Expected(0),
               environment={"LC_ALL": "tr_TR.UTF-8", "LANG": "\xff"})


@made
def make_64_no_environment(folder):
    return Run(check(write(folder / "m.rules", COMPLETE)), Expected(0), environment={"PATH": "", "HOME": ""})


@made
def make_64_full_standard_output(folder):
    return Run(check(write(folder / "m.rules", COMPLETE)), Expected(2, ["."]), stdout=open("/dev/full", "wb"))


@made
def make_64_closed_standard_output(folder):
    return Run(check(write(folder / "m.rules", COMPLETE)), Expected(2, ["."]), before=lambda: os.close(1))


@made
def make_64_all_closed(folder):
    return Run(check(write(folder / "m.rules", COMPLETE)), Expected(2), before=lambda: os.closerange(0, 3))


@made
def make_64_closed_standard_input(folder):
    return Run(check(write(folder / "m.rules", COMPLETE)), Expected(0), before=lambda: os.close(0))


@made
def make_64_eight_descriptors(folder):
    for i in range(30):
        write(folder / f"{i}.rules", COMPLETE.replace(b"modules", b"k%d" % i))
    return Run(check(folder), Expected(0), before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8)))


@made
def make_64_no_room_for_a_file(folder):
    source = write(folder / "m.rules", COMPLETE)
    return Run(check("-o", f"json:{folder}/out", source), Expected(2, ["out"]),
               before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16)),
               after=lambda: None if sorted(os.listdir(folder)) == ["m.rules"] else "left a part behind")


@made
def make_64_umask_0(folder):
    source = write(folder / "m.rules", COMPLETE)
    return Run(check("-o", f"json:{folder}/out", source), Expected(0), before=lambda: os.umask(0),
               after=lambda: None if not (folder / "out").stat().st_mode & 0o007 else "everyone may read the report")


@made
def make_64_huge_argument(_):
    return Run(check("x" * 120000), Expected(2, ["x"]))


@made
def make_64_many_arguments(folder):
    return Run(check(*[f"{folder}/{i}" for i in range(20000)]), Expected(2, ["."]))


# ---- running -------------------------------------------------------------------------------------------------------

CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\xaa-\xae]|\xc2[\x80-\x9f]")


def limited(before):
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        if before is not None:
            before()

    return limit


def execute(program, run):
    environment = {"PATH": os.environ["PATH"], **run.environment}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            environment[name] = os.environ[name]
    try:
        return subprocess.run([program, *run.arguments], input=run.stdin, stdout=run.stdout, stderr=subprocess.PIPE,
                              timeout=5 * SECONDS, env=environment, preexec_fn=limited(run.before),
                              check=False)
    except subprocess.TimeoutExpired:
        return None


def complaints(run, done):
    if done is None:
        yield "does not end"
        return
    out, err = done.stdout or b"", done.stderr or b""
    if done.returncode < 0 or done.returncode > 2:
        yield f"died: {done.returncode}"
    if done.returncode != run.expected.status:
        yield f"exit {done.returncode}, not {run.expected.status}"
    text = (out + err).decode("utf-8", "replace")
    for phrase in run.expected.phrases:
        if not re.search(phrase, text):
            yield f"does not say {phrase!r}"
    if CONTROL.search(out + err):
        yield "lets terminal control bytes through"
    if run.before is None and run.expected.status == 2 and not err:
        yield "is silent"
    if run.after is not None and (left := run.after()):
        yield left


def main():
    program, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    for path in FILES.iterdir():
        assert path.name in STATIC, f"{path.name}: nothing is expected of it"
    failed = passed = skipped = 0
    cases = {name: (lambda _, n=name: Run(check(FILES / n), STATIC[n])) for name in STATIC} | MADE
    for name, make in sorted(cases.items()):
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            run = make(Path(folder))
            if run is None:
                skipped += 1
                continue
            done = execute(program, run)
            wrong = list(complaints(run, done))
            if wrong and done is not None and wanted:
                sys.stdout.write(((done.stdout or b"") + done.stderr).decode("utf-8", "replace"))
        failed, passed = (failed + 1, passed) if wrong else (failed, passed + 1)
        for what in wrong:
            print(f"{name}: {what}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


main()
