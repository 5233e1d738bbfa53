"""A second implementation of docs/trail-format.md, in Python's own words: it must find the committed trail intact, and
broken where the program does. Arguments: the program, and the folder of the trail."""

import base64
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, VECTOR = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))

# ---- Ed25519 verification (RFC 8032 section 5.1), on extended coordinates ----
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, p)
        p, n = add(p, p), n >> 1
    return out


def x_of(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        raise ValueError("no point")
    return P - x if x & 1 != sign else x


def point(bits):
    number = int.from_bytes(bits, "little")
    y, sign = number & (2**255 - 1), number >> 255
    x = x_of(y, sign)
    return x, y, 1, x * y % P


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (x_of(BASE_Y, 0), BASE_Y, 1, x_of(BASE_Y, 0) * BASE_Y % P)


def is_signed(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(point(signature[:32]), times(h, point(key)))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


# ---- the tree ----
def sha(data):
    return hashlib.sha256(data).digest()


class Tree:
    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, root, leaves=1):
        assert leaves > 0 and leaves & (leaves - 1) == 0 and self.size % leaves == 0
        height = leaves
        while self.size & height:
            root, height = sha(b"\1" + self.peaks.pop() + root), height * 2
        self.peaks.append(root)
        self.size += leaves

    def root(self):
        if not self.peaks:
            return sha(b"")
        out = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            out = sha(b"\1" + peak + out)
        return out


def words(text):
    return dict(word.split("=", 1) for word in text.split(" "))


def verify(folder, chain, first_key):
    """How many leaves are sealed; an AssertionError where something is wrong."""
    tree, key, epoch, up, dropped, told, used = Tree(), None, 0, {}, [], [], set()
    for path in sorted(folder.glob("*.trail")):
        lines = path.read_bytes().split(b"\n")
        assert lines.pop() == b"" and lines[-1].startswith(b"C ")
        start = words(lines[0].decode().removeprefix("modtrail-trail/1 "))
        assert start["chain"] == chain and int(start["first"]) == tree.size
        assert start["peaks"] == (",".join(base64.b64encode(peak).decode() for peak in tree.peaks) or "-")
        for line in lines[1:]:
            kind, _, text = line.partition(b" ")
            if kind == b"T":
                said = words(text.decode())
                dropped.append((tree.size, tree.size + int(said["leaves"])))
                tree.add(base64.b64decode(said["root"]), int(said["leaves"]))
            elif kind == b"C":
                said = words(text.decode())
                assert (int(said["size"]), base64.b64decode(said["root"])) == (tree.size, tree.root())
                assert int(said["epoch"]) == epoch and int(said["up"]) >= up.get(said["boot"], 0)
                rest = text.decode().split(" ", 2)[2].rpartition(" sig=")[0]
                note = f"modtrail {chain}\n{said['size']}\n{said['root']}\n{rest}\n"
                assert is_signed(key, note.encode(), base64.b64decode(said["sig"]))
                assert said["next"] not in used
                used.add(said["next"])
                key, epoch, up = base64.b64decode(said["next"]), epoch + 1, {said["boot"]: int(said["up"])}
            else:
                assert kind in (b"B", b"R", b"L", b"A", b"M", b"D") and (kind == b"B") == (tree.size == 0)
                if kind == b"B":
                    key = base64.b64decode(words(text.decode())["key"])
                    assert key == first_key
                if kind == b"D":
                    told.append((int(words(text.decode())["first"]), int(words(text.decode())["end"])))
                tree.add(sha(b"\0" + line))
    assert all(any(a <= first and end <= b for a, b in told) for first, end in dropped)
    return tree.size


class Format(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        for path in VECTOR.glob("*.trail"):
            shutil.copy(path, self.folder)
        given = words((VECTOR / "key").read_text().strip().removeprefix("modtrail-key/1 "))
        self.chain, self.key = given["chain"], base64.b64decode(given["key"])

    def program(self):
        command = [PROGRAM, "verify", "--key", VECTOR / "key", "--anchor", VECTOR / "anchors", self.folder]
        return subprocess.run(command, capture_output=True, check=False).returncode

    def second(self):
        try:
            return verify(self.folder, self.chain, self.key)
        except (AssertionError, ValueError, KeyError, IndexError) as error:
            return error

    def test_both_call_the_vector_intact(self):
        self.assertEqual(self.program(), 0)
        self.assertEqual(self.second(), 38)

    def write(self, records, *options):
        """A trail that the program writes now, and its chain and key."""
        log, folder = self.folder / "log", self.folder / "own"
        log.write_text("".join(
            f"type=SYSCALL msg=audit(1764300000.000:{serial}): arch=c000003e syscall=313 success=yes exit=0 uid=0 pid=9\n"
            for serial in range(1, records + 1)))
        done = subprocess.run([PROGRAM, "search", "--into", folder, *options, log], capture_output=True, text=True, check=True)
        given = words(done.stderr.partition("modtrail-key/1 ")[2].partition("\n")[0])
        return folder, given["chain"], base64.b64decode(given["key"])

    def test_the_second_finds_what_the_program_writes_intact(self):
        self.assertEqual(verify(*self.write(2500)), 2501)

    def test_also_where_the_oldest_went_for_the_quota(self):
        folder, chain, key = self.write(20000, "--quota", "1")
        self.assertTrue(any(b"\nT leaves=" in path.read_bytes() for path in folder.glob("*.trail")))
        self.assertGreater(verify(folder, chain, key), 20000)

    def test_both_find_changes(self):
        for path in sorted(self.folder.glob("*.trail")):
            whole = path.read_bytes()
            for at in range(7, len(whole), 211):
                path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
                self.assertNotEqual(self.program(), 0, (path.name, at))
                self.assertIsInstance(self.second(), Exception, (path.name, at))
            path.write_bytes(whole)

    def test_the_answer_is_as_its_schema_says(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("no Python module jsonschema")
        schema = json.loads((VECTOR.parents[2] / "docs/schema/verification.schema.json").read_text())
        for name, options in {"intact": ["--key", VECTOR / "key"], "unproven": [], "broken": ["--key", VECTOR / "key"]}.items():
            if name == "broken":
                min(self.folder.glob("*.trail")).unlink()
            command = [PROGRAM, "verify", "--format", "json", *options, self.folder]
            said = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
            jsonschema.validate(said, schema)
            self.assertEqual(said["verdict"], name)

    def test_anchors_tell_what_is_missing(self):
        last = max(self.folder.glob("*.trail"))
        last.unlink()
        self.assertEqual(self.program(), 1)


unittest.main()
