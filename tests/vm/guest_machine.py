"""A Debian kernel in QEMU that judges rulesets: builds the guest's image, boots it, hands in a job, reads the answers.

The job's lines and the answers' are described at the top of guest/main.cc. QEMU emulates (no KVM is needed); a boot
takes about four seconds.
"""

import dataclasses
import lzma
import os
import pathlib
import re
import stat
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("MODTRAIL_VM_CACHE", pathlib.Path.home() / ".cache/modtrail-vm"))
MODULES = ["dummy", "ifb", "af_alg", "vsock", "vmw_vsock_virtio_transport_common"]
LINKS = {"bin": "usr/bin", "sbin": "usr/sbin", "lib": "usr/lib", "lib64": "usr/lib64"}
TOOLS = ["insmod", "rmmod", "modprobe", "lsmod", "depmod", "modinfo"]
PASSWD = """root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
alice:x:1000:1000::/home/alice:/bin/sh
bob:x:1001:1001::/home/bob:/bin/sh
"""
GROUP = "root:x:0:\ndaemon:x:1:\nwheel:x:10:alice\nalice:x:1000:\nbob:x:1001:\n"
DEFAULT_APPEND = "audit=1 lsm=lockdown,yama,apparmor"


class Cpio:
    """An initramfs archive ("newc"), uncompressed: unpacking is slow under emulation."""

    def __init__(self):
        self.bytes = bytearray()
        self.count = 0
        self.directories = set()

    def add(self, name, mode, content=b""):
        self.count += 1
        raw = name.encode() + b"\0"
        fields = [self.count, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(raw), 0]
        self.bytes += b"070701" + b"".join(b"%08x" % field for field in fields) + raw
        self.bytes += b"\0" * (-len(self.bytes) % 4)
        self.bytes += content
        self.bytes += b"\0" * (-len(self.bytes) % 4)

    def directory(self, name):
        path = pathlib.PurePath(name)
        for part in [*reversed(path.parents), path]:
            if str(part) not in self.directories | {".", "/"}:
                self.directories.add(str(part))
                self.add(str(part), stat.S_IFDIR | 0o755)

    def file(self, name, content, mode=0o644):
        self.directory(str(pathlib.PurePath(name).parent))
        self.add(name, stat.S_IFREG | mode, content.encode() if isinstance(content, str) else content)

    def link(self, name, target):
        self.directory(str(pathlib.PurePath(name).parent))
        self.add(name, stat.S_IFLNK | 0o777, target.encode())

    def finished(self):
        self.add("TRAILER!!!", 0)
        return bytes(self.bytes)


def merged(path):
    """/bin, /sbin, /lib and /lib64 lie in /usr, whatever the package says."""
    return path if path.startswith("usr/") or path.split("/")[0] not in LINKS else "usr/" + path


def build_guest():
    out = CACHE / "guest"
    out.mkdir(parents=True, exist_ok=True)
    subprocess.run(["make", "-s", "-C", HERE / "guest", f"OUT={out}"], check=True)
    return out


def wanted(path):
    return re.fullmatch(r"usr/(sbin/(auditctl|auditd|augenrules)|bin/(kmod|bash|cat|chmod|cmp|cp|grep|ls|mawk|mktemp|rm)|"
                        r"lib(64|/x86_64-linux-gnu)/[^/]*\.so[^/]*)", path)


def package_list(release):
    """/var/lib/dpkg/status with what no program tells: mawk's version. That of auditctl is asked of auditctl."""
    lines = (CACHE / release / "versions").read_text().splitlines()
    told = [line.split() for line in lines if line.split()[0] == "mawk"]
    return "".join(f"Package: {name}\nStatus: install ok installed\nVersion: {version}\n\n" for name, version in told)


def add_packages(cpio, tree):
    for source in sorted(tree.rglob("*")):
        path = merged(str(source.relative_to(tree)))
        if not wanted(path):
            continue
        if source.is_symlink():
            cpio.link(path, os.readlink(source))
        elif source.is_file():
            cpio.file(path, source.read_bytes(), 0o755)


def add_modules(cpio, tree):
    for source in sorted(tree.glob("**/*.ko*")):
        name, version = source.name.split(".ko")[0], source.relative_to(tree).parts
        if name not in MODULES:
            continue
        version = version[version.index("modules") + 1]
        content = source.read_bytes()
        cpio.file(f"usr/lib/modules/{version}/{name}.ko", lzma.decompress(content) if source.suffix == ".xz" else content)
        cpio.link(f"usr/lib/modules/{name}.ko", f"{version}/{name}.ko")


def build_image(release):
    """The initramfs of a release without a job; built once for each state of the guest's programs."""
    guest, home = build_guest(), CACHE / release
    parts = [*guest.iterdir(), home / "versions", pathlib.Path(__file__)]
    image = home / "image.cpio"
    if image.exists() and image.stat().st_mtime > max(part.stat().st_mtime for part in parts):
        return image
    cpio = Cpio()
    for name in ("dev", "proc", "sys", "run", "tmp", "opt", "root", "home/alice", "usr/bin", "usr/sbin", "usr/lib",
                 "etc/audit", "var/lib/modtrail", "var/log/audit"):
        cpio.directory(name)
    for name, target in LINKS.items():
        cpio.link(name, target)
    add_packages(cpio, home / "tree")
    add_modules(cpio, home / "tree")
    for tool in TOOLS:
        cpio.link(f"usr/sbin/{tool}", "/bin/kmod")
    cpio.link("usr/bin/sh", "bash")
    cpio.link("usr/bin/awk", "mawk")
    cpio.file("var/lib/dpkg/status", package_list(release))
    cpio.file("init", (guest / "init").read_bytes(), 0o755)
    for place in ("usr/lib/modtrail/actor", "usr/lib/modtrail/actor.so"):
        cpio.file(place, (guest / pathlib.Path(place).name).read_bytes(), 0o755)
    for name, content in {"passwd": PASSWD, "group": GROUP, "hostname": "guest\n", "nsswitch.conf": "passwd: files\n",
                          "login.defs": "UID_MIN 1000\n"}.items():
        cpio.file(f"etc/{name}", content)
    fresh = image.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(cpio.finished())
    fresh.rename(image)
    return image


@dataclasses.dataclass
class Answers:
    """What the guest said about one ruleset."""
    lines: list = dataclasses.field(default_factory=list)
    complete: bool = False

    def of(self, word):
        return [line[len(word) + 1:] for line in self.lines if line.split(" ", 1)[0] == word]


@dataclasses.dataclass
class Booted:
    kernel: str = ""
    lsm: str = ""
    answers: dict = dataclasses.field(default_factory=dict)
    finished: bool = False
    console: str = ""


def boot(release, append, job, timeout, programs=()):
    """One boot with one job; programs lie in /usr/bin. A guest that dies or hangs leaves what it had said."""
    image = build_image(release)
    with tempfile.TemporaryDirectory(prefix="modtrail-vm-") as scratch:
        scratch = pathlib.Path(scratch)
        extra = Cpio()
        extra.file("job", job)
        for program in programs:
            extra.file(f"usr/bin/{pathlib.Path(program).name}", pathlib.Path(program).read_bytes(), 0o755)
        initrd = scratch / "initrd"
        initrd.write_bytes(image.read_bytes() + extra.finished())
        command = ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "1024", "-display", "none", "-nodefaults",
                   "-no-reboot", "-serial", f"file:{scratch}/console", "-debugcon", f"file:{scratch}/answers",
                   "-kernel", CACHE / release / "vmlinuz", "-initrd", initrd,
                   "-append", f"console=ttyS0 quiet loglevel=1 panic=-1 no_timer_check {append}"]
        try:
            subprocess.run(command, timeout=timeout, stdin=subprocess.DEVNULL, check=False)
        except subprocess.TimeoutExpired:
            pass
        said = (scratch / "answers").read_text(errors="surrogateescape") if (scratch / "answers").exists() else ""
        return parse_answers(said, (scratch / "console").read_text(errors="replace"))


def parse_answers(said, console):
    booted, current = Booted(console=console), Answers()
    for line in said.splitlines():
        word, _, rest = line.partition(" ")
        if word == "boot":
            booted.kernel = rest
        elif word == "lsm":
            booted.lsm = rest
        elif word == "ruleset":
            current = booted.answers.setdefault(rest, Answers())
        elif word == "end":
            current.complete = True
        elif word == "bye":
            booted.finished = True
        else:
            current.lines.append(line)
    return booted


def judge(rulesets, release="bookworm", append=DEFAULT_APPEND, batch=250, programs=(), patience=180):
    """Answers for {id: [step, ...]}, over as many boots as it takes. A ruleset that locks the rules ends its boot; one
    in which a guest dies, or its time is up, is tried once more."""
    left, answers, info, silent, tried = dict(rulesets), {}, Booted(), 0, set()
    while left:
        some = list(left)[:batch]
        job = "".join(f"ruleset {name}\n" + "".join(step + "\n" for step in left[name]) + "end\n" for name in some)
        info = boot(release, append, job, timeout=patience + 5 * len(some), programs=programs)
        silent = 0 if info.answers else silent + 1  # a busy host can be too slow for a kernel's checks at boot
        if silent == 3:
            raise RuntimeError(f"the guest ({release}) did not come up:\n{info.console[-2000:]}")
        answers.update(info.answers)
        for name, answer in info.answers.items():
            if answer.complete or name in tried:
                left.pop(name, None)
            tried.add(name)
    return info, answers
