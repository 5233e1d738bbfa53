#!/usr/bin/env python3
"""What Ignition refuses, `check` refuses: ignition_test.py MODTRAIL

Each configuration goes through the real ignition-validate (Debian 13's 2.14, unpacked by tests/carriers/fetch) and
through `check --input ignition`; where the two differ on purpose, DELIBERATE says why.  Without the validator all are
skipped, and that is said.
"""

import base64
import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATH = "/etc/audit/rules.d/x.rules"
REFUSALS = {"config-invalid", "config-version", "contents-inline", "data-url", "file-mode", "verification"}
DELIBERATE = {
    "url http://a/b": "nothing is fetched, so it cannot be judged",
    "url s3://b/k": "nothing is fetched, so it cannot be judged",
    "url tftp://a/b": "nothing is fetched, so it cannot be judged",
    "contents.inline": "a warning to Ignition, which writes an empty file",
    "hash sha512 of no digits": "the validator does not look at the contents; Ignition does at first boot",
    "hash of other contents": "the validator does not look at the contents; Ignition does at first boot",
    "version 3.4.0": "2.14 is older",
    "version 3.4.0-experimental": "2.14 is older, and 3.4.0 is no experiment any more",
    "key twice": "which of the two counts is a matter of the reader",
}
URLS = """
data:, data:,a data:,a%20b data:,% data:,%4 data:,%zz data:,a#b data:,a"b data:,a<b data:,a>b data:,a{b data:,a}b
data:,a|b data:,a\\b data:,a^b data:,a[b] data:,a`b data:,\u00e9 data:text/plain,a data:text/plain;charset=utf-8,a
data:text/plain;charset="x,y",a data:;base64,LUQK data:;base64,LUQ data:;base64,LQ== data:;base64,LQ data:;base64,
data:;base32,aa data:foo/bar,x data:image/x,x data:x-a/b,x data:;,x data:;a,x data:;a=b,x data:;a=,x data:a data: data
http://a/b s3://b/k tftp://a/b ftp://a /local data:,'!*()~+&?;:@=$, data:;base64;charset=x,LUQK DATA:,x data:,%00
data:;charset=x;base64,LUQK data:;base64,LR== data:;base64,LQ==LQ== data:text/plain;base64,LUQK
""".split() + ["", "data:,a b", "data:;base64,L Q=", "data:,a\nb", "data:,a\tb"]
MODES = [0, 420, 384, 493, 511, 512, 644, 0o4755, 0o1777, 4095, 4096, -1, 1.5, "0644", None, True]
UP, HERE_TOO = "." * 2, "."
PATHS = ["/opt", "opt", "", "/", "/opt/", "/opt//x", f"/opt/{UP}/x", f"/opt/{HERE_TOO}/x", "//opt", "/opt x", f"/{UP}",
         f"/{HERE_TOO}", "./opt", 5]
VERSIONS = ["3.0.0", "3.1.0", "3.2.0", "3.3.0", "3.4.0", "3.4.0-experimental", "2.2.0", "3.2", "3", "", "v3.2.0",
            "4.0.0", None, 3, 3.2]


def config(*files, version="3.2.0", **storage):
    return {"ignition": {"version": version}, "storage": {"files": list(files), **storage}}


def file(**more):
    return {"path": PATH, **more}


def text(url="data:,", **more):
    return file(contents={"source": url, **more})


def hashed(value, version="3.2.0"):
    return config(text("data:,x", verification={"hash": value}), version=version)


def cases():
    """(name, configuration)"""
    yield from ((f"url {url}", config(text(url))) for url in URLS)
    yield from ((f"mode {mode!r}", config(file(mode=mode))) for mode in MODES)
    yield from ((f"path {path!r}", config({"path": path})) for path in PATHS)
    yield from ((f"version {version}", {"ignition": {"version": version}}) for version in VERSIONS)
    yield "no path", config({"contents": {"source": "data:,"}})
    yield "path twice", config(text(), text())
    yield "contents.inline", config(file(contents={"inline": "x"}))
    yield "contents.inline, overwrite", config(file(overwrite=True, contents={"inline": "x"}))
    yield "overwrite without source", config(file(overwrite=True))
    yield "overwrite false", config(file(overwrite=False))
    yield "overwrite is text", config(file(overwrite="true", contents={"source": "data:,"}))
    yield "nothing but a path", config(file())
    for contents in ["x", None, {"source": ["x"]}, {"source": 5}, {"source": None}]:
        yield f"contents {contents}", config(file(contents=contents))
    for append in [[{"source": "data:,x"}], {"source": "data:,"}, [{"source": "data:,a b"}], ["x"], [], None]:
        yield f"append {append}", config(file(append=append))
    for whole in [{}, [], {"ignition": "3.2.0"}, {"ignition": {"version": "3.2.0"}, "storage": []}]:
        yield f"whole {whole}", whole
    for files in [{}, "x", None, ["x"], [None]]:
        yield f"files {files}", {"ignition": {"version": "3.2.0"}, "storage": {"files": files}}
    packed = "data:;base64," + base64.b64encode(gzip.compress(b"x")).decode()
    for kind in ["", "gzip", "xz", None, 5, "GZIP"]:
        yield f"compression {kind}", config(text(packed, compression=kind))
    long, short = hashlib.sha512(b"x").hexdigest(), hashlib.sha256(b"x").hexdigest()
    for version in ["3.0.0", "3.2.0"]:
        for value in [f"sha512-{long}", f"sha256-{short}", f"sha512-{short}", "md5-00", long, "", "sha512-",
                      f"SHA512-{long}", f"sha512-{long.upper()}", None, 5]:
            yield f"hash {str(value)[:9]} {len(str(value))} of {version}", hashed(value, version)
    yield "hash sha512 of no digits", hashed("sha512-" + "g" * 128)
    yield "hash of other contents", hashed("sha512-" + "0" * 128)
    yield "link", config(links=[{"path": "/a", "target": "b"}])
    yield "link, relative", config(links=[{"path": "a", "target": "b"}])
    yield "link in a file's place", config(file(), links=[{"path": PATH, "target": "b"}])
    yield "directory, relative", config(directories=[{"path": "a"}])
    yield "directory in a file's place", config(file(), directories=[{"path": PATH}])
    yield "unknown key", {**config(), "more": 1}
    yield "key twice", b'{"ignition":{"version":"3.2.0","version":"3.2.0"}}'
    for rest in [b"", b" x", b" # x", b"}", b"\n"]:
        yield f"behind it {rest}", b'{"ignition":{"version":"3.2.0"}}' + rest
    for body in [b"{'ignition':{'version':'3.2.0'}}", b"{ignition:{version: 3.2.0}}",
                 b'{"ignition":{"version":"3.2.0"},}',
                 b'{"ignition":{"version":"3.2.0"},"storage":{"files":[{"path":"/a","mode":0644}]}}',
                 b'{"ignition":{"version":"3.2.0"},"storage":{"files":[{"path":"/a","mode":NaN}]}}']:
        yield f"text {body}", body


def refused_by_us(program, document):
    done = subprocess.run([program, "check", "--input", "ignition", "--format", "json", "-"], input=document,
                          capture_output=True, check=False)
    if done.returncode == 2 and not done.stdout:
        return True, done.stderr.decode().strip()
    found = [f for f in json.loads(done.stdout)["findings"] if f["id"] in REFUSALS and f["level"] == "error"]
    return bool(found), "; ".join(f["message"] for f in found)


def main():
    program = sys.argv[1]
    try:
        fetched = subprocess.run([HERE.parent / "carriers" / "fetch"], capture_output=True, text=True, timeout=120,
                                 check=True)
    except (subprocess.SubprocessError, OSError):
        print(f"ignition-validate is not to be had: {sum(1 for _ in cases())} configurations skipped")
        return
    agreed, wrong = 0, 0
    for name, given in cases():
        document = given if isinstance(given, bytes) else json.dumps(given).encode()
        theirs = subprocess.run([fetched.stdout.strip(), "-"], input=document, capture_output=True, check=False)
        ours, why = refused_by_us(program, document)
        if (ours != (theirs.returncode != 0)) != (name in DELIBERATE):
            wrong += 1
            said = theirs.stderr.decode().strip()
            print(f"{name}: ignition-validate {theirs.returncode} {said}; modtrail {ours} {why}")
        else:
            agreed += 1
    print(f"{agreed} configurations as ignition-validate has them or differing on purpose ({len(DELIBERATE)}), {wrong} not")
    sys.exit(1 if wrong else 0)


main()
