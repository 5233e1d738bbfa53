#!/usr/bin/env python3
"""Names, keys, paths and comments that would be something else in a report, through every format: hostile_test.py MODTRAIL

Each document is read by a parser that is not ours, and holds no byte that drives, hides or reorders what is shown.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from formats import CHECKS, tell_skipped

WORDS = [
    b"<script>alert(1)</script>", b"</pre></style><script>alert(1)</script>", b"<img src=x onerror=alert(1)>",
    b'"onmouseover="alert(1)', b"'><svg onload=alert(1)>", b"javascript:alert(1)", b"]]><!--<x>", b"&lt;&amp;&#0;",
    b"=cmd|'/C calc'!A0", b"+SUM(1)", b"-1+1", b"@SUM(1)", b"a,b\"c;d", b"`x`|``y``|[a](http://b)", b"**#_~![i](j)",
    b"@everyone", b"{{7*7}}${7*7}", b"%0a%0d%00", b"\\x00\\", b"---", b"!!python/object", b"{a: [b", b"x: y #",
    "\u202eevil\u202c".encode(), "\u2066a\u2069".encode(), "\ufeffbom\u200b".encode(), "\u2028line".encode(),
    "e\u0301\U0001f512".encode(), "\U000e0041tag".encode(), b"\xff\xfe\x80", b"\xc0\xaf", b"\xed\xa0\x80",
    b"\x1b[31mred\x1b[0m", b"\x07bell\x08", b"\x7fdel", "\x85\x9b".encode(), "\ufffe\uffff".encode(),
    b"a" * 200 + b"<b>",
]


def rules_for(word):
    """Rules that are complained of with the word in their line, their key, their path and a comment."""
    one = word.replace(b" ", b"")
    return b"\n".join([
        b"-c",
        b"-w /etc/" + one + b" -p wa -k " + one[:100],
        b"-a always,exit -S init_module -k " + one[:100],
        b"-a always,exit -F arch=b64 -S init_module -F path=/" + one + b" -F key=" + one[:100],
        b"-a always,exit -F arch=b64 -S finit_module -k x # " + word,
        b"-a always,exit -F arch=b64 -S delete_module -F exe=/" + one + b" -k y",
        b"-F " + word,
        b"## " + word + b"\n",
    ])


def write_rules(folder):
    for number, word in enumerate(WORDS):
        name = word.replace(b"/", b"_")[:100]
        (folder / os.fsdecode(b"%02d-%s.rules" % (number, name))).write_bytes(rules_for(word))


def machine_config(number, word):
    text = word.decode("utf-8", "replace")
    files = [{"path": f"/etc/audit/rules.d/{number:02}-{text.replace('/', '_')}.rules", "mode": 384, "overwrite": True,
              "contents": {"source": "data:;base64,LWEgYWx3YXlzLGV4aXQgLVMgaW5pdF9tb2R1bGUK"}}]
    return {"apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfig",
            "metadata": {"name": text, "labels": {"machineconfiguration.openshift.io/role": "worker"}},
            "spec": {"config": {"ignition": {"version": "3.2.0"}, "storage": {"files": files}}}}


def write_cluster(file):
    items = [machine_config(number, word) for number, word in enumerate(WORDS)]
    file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))


def toml_string(text):
    return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08X}" for c in text) + '"'


def write_exceptions(file):
    text = ""
    for word in WORDS:
        reason = toml_string(word.decode("utf-8", "replace"))
        text += f'[[exception]]\nway = "x32"\nreason = {reason}\nowner = {reason}\nexpires = 2020-01-01\n'
        text += f'[[exception]]\nfinding = "no-arch"\nreason = {reason}\nowner = {reason}\nexpires = 2999-01-01\n'
    file.write_text(text)


def judge(program, sources, options):
    """Complaints about every format of one run."""
    said = []
    with tempfile.TemporaryDirectory() as folder:
        outputs = [f"--output={name}:{folder}/{name}" for name in CHECKS]
        done = subprocess.run([program, "check", "--exit-zero", *options, *outputs, *sources], capture_output=True,
                              env=os.environ | {"SOURCE_DATE_EPOCH": "1790000000"}, check=False)
        if done.returncode != 0:
            return [f"exit {done.returncode}: {done.stderr.decode(errors='replace')}"]
        for name, check in CHECKS.items():
            try:
                check(Path(folder, name).read_bytes())
            except Exception as error:  # whatever a parser raises is a complaint
                said.append(f"{name}: {type(error).__name__}: {str(error)[:600]}")
    return said


def main():
    program, failed, runs = sys.argv[1], 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        rules, cluster, exceptions = Path(scratch, "rules.d"), Path(scratch, "cluster.json"), Path(scratch, "e.toml")
        rules.mkdir()
        write_rules(rules)
        write_cluster(cluster)
        write_exceptions(exceptions)
        profiles = ["--profile=stig-rhel9", "--profile=openshift-m5"]
        single = sorted(rules.iterdir())
        for sources, options in [([rules], []), ([rules], profiles), ([cluster], []), ([cluster], profiles),
                                 ([rules], [f"--exceptions={exceptions}"]), (single, []),
                                 *(([file], []) for file in single)]:
            runs += 1
            for complaint in judge(program, [os.fspath(source) for source in sources], options):
                failed += 1
                print(f"{[os.fspath(s) for s in sources][:1]} {options}: {complaint}")
    tell_skipped()
    print(f"{runs} runs in {len(CHECKS)} formats, {failed} complaints")
    sys.exit(1 if failed else 0)


main()
