#!/usr/bin/env python3
"""roots: trees of /proc, /sys, /lib/modules and /var/log as machines have them, each doctored in its own way.

  roots DIRECTORY     writes them all, one below the other

A root is a machine (Machine) after a few words of what was done to it, and what reconcile must say: the differences, by
kind and module, and the verdict.
"""

import dataclasses
import pathlib
import sys
from datetime import datetime, timezone

import ko

RELEASE = "6.1.0-9-amd64"
BOOT = 1764291000  # seconds since 1970
RULES = BOOT + 6   # the first record
VERMAGIC = f"{RELEASE} SMP preempt mod_unload modversions "


@dataclasses.dataclass
class Module:
    name: str
    size: int = 16384
    users: tuple = ()
    taints: str = ""
    state: str = "Live"


@dataclasses.dataclass
class Machine:
    """What its kernel and its files say. A change of one view leaves the others as they are."""
    listed: list = None    # youngest first
    known: list = None     # in /sys/module
    holders: dict = dataclasses.field(default_factory=dict)  # in /sys/module, besides those of `users`
    types: list = None     # in /sys/kernel/btf; None: those of `known`
    memory: list = None    # sizes; None: those of `known`
    owners: list = None    # of symbols; None: those of `listed`
    taint: int = 0
    dmesg: list = dataclasses.field(default_factory=list)
    calls: list = None     # (seconds since 1970, operation, module, result, flags)
    files: dict = None     # .ko by name
    first: int = RULES
    btime: int = BOOT
    daemon: bool = True    # wrote a log
    left_out: tuple = ()   # files that are not there

    def __post_init__(self):
        usual = [Module("dummy"), Module("ifb", 20480), Module("ext4", 983040), Module("jbd2", 184320, ("ext4",))]
        self.listed = self.listed or usual
        self.known = self.known or [dataclasses.replace(each) for each in self.listed]
        self.calls = self.calls or [(RULES + 4, "load", "ifb"), (BOOT + 600, "load", "dummy")]

    def hide(self, name):
        self.listed = [each for each in self.listed if each.name != name]

    def forget(self, name):
        self.known = [each for each in self.known if each.name != name]

    def load(self, module, record=True, when=BOOT + 900, listed=True):
        if listed:
            self.listed.insert(0, module)
        self.known.append(dataclasses.replace(module))
        if record:
            self.calls.append((when, "load", module.name))

    def unload(self, name, when=BOOT + 1200, flags=0, record=True):
        self.hide(name)
        self.forget(name)
        for each in (*self.listed, *self.known):
            each.users = tuple(user for user in each.users if user != name)
        if record:
            self.calls.append((when, "unload", name, 0, flags))


ROOTKIT = Module("evil", 24576, (), "OE")


@dataclasses.dataclass
class Root:
    name: str
    doctor: object          # changes a Machine
    differences: list = dataclasses.field(default_factory=list)  # "kind module", "kind"
    verdict: str = None     # else: different where there are differences, consistent where not
    standings: dict = dataclasses.field(default_factory=dict)

    def expected(self):
        return self.verdict or ("different" if self.differences else "consistent")


def both(*steps):
    def doctor(machine):
        for step in steps:
            step(machine)
    return doctor


def load(module=ROOTKIT, **words):
    return lambda machine: machine.load(module, **words)


def change(**words):
    return lambda machine: [setattr(machine, name, value) for name, value in words.items()]


def hide(name):
    return lambda machine: machine.hide(name)


def forget(name):
    return lambda machine: machine.forget(name)


def unload(name, **words):
    return lambda machine: machine.unload(name, **words)


def dmesg(seconds, text):
    return lambda machine: machine.dmesg.append((seconds, text))


TAINTING = "evil: loading out-of-tree module taints kernel."
PLAIN = Module("quiet", 28672)
CLEAN = change()
ROOTS = [
    Root("as-it-should-be", CLEAN, standings={"dummy": "accounted", "ifb": "accounted", "ext4": "boot", "jbd2": "boot"}),
    Root("recorded-and-unloaded", both(load(PLAIN), unload("quiet"))),
    Root("reloaded", both(load(PLAIN), unload("quiet"), load(PLAIN, when=BOOT + 1300)), standings={"quiet": "accounted"}),
    Root("boot-module-unloaded", unload("ext4")),
    Root("still-loading", both(load(dataclasses.replace(PLAIN, state="Loading"), record=False), forget("quiet"))),
    Root("no-log-of-this-boot", change(btime=BOOT + 86400), verdict="undecided", standings={"dummy": "unplaced"}),
    Root("no-log", change(daemon=False), verdict="undecided"),
    Root("no-sys", change(left_out=("sys",)), verdict="undecided"),
    Root("first-load-long-after", change(calls=[(BOOT + 7200, "load", "dummy")]), verdict="undecided",
         standings={"dummy": "accounted", "ifb": "unplaced", "jbd2": "unplaced"}),
    # A load that no record tells of.
    Root("unrecorded", load(PLAIN, record=False), ["unrecorded quiet"], standings={"quiet": "unrecorded"}),
    Root("unrecorded-between", both(load(PLAIN, record=False), load(Module("later"), when=BOOT + 950)),
         ["unrecorded quiet"], standings={"later": "accounted"}),
    Root("unrecorded-by-dmesg", both(change(calls=[(BOOT, "unload", "none", -2)]), load(ROOTKIT, record=False),
                                     change(taint=4096 | 8192), dmesg(900.5, TAINTING)),
         ["unrecorded evil"], standings={"evil": "unrecorded"}),
    Root("of-the-boot-by-dmesg", both(change(calls=[(BOOT + 7200, "load", "dummy")]), dmesg(2.1, "ifb: module license 'X' taints"
                                      " kernel.")), standings={"ifb": "boot", "ext4": "boot"}),
    Root("refused-then-loaded", both(load(PLAIN, record=False), lambda machine: machine.calls.append(
        (BOOT + 890, "load", "quiet", -1))), ["unrecorded quiet"]),
    # One view has it, another lacks it.
    Root("hidden-from-list", both(load(PLAIN, record=False), hide("quiet"), change(owners=["dummy", "ifb"])),
         ["hidden-from-list quiet", "hidden-types quiet"], standings={"quiet": "hidden"}),
    Root("hidden-recorded", both(load(PLAIN), hide("quiet"), change(types=[])),
         ["hidden-from-list quiet", "vanished quiet"]),
    Root("list-file-filtered", both(load(PLAIN, record=False), hide("quiet"), forget("quiet"),
                                    change(owners=["quiet", "dummy"], types=[], memory=[])), ["hidden-from-list quiet"]),
    Root("hidden-from-sys", both(load(PLAIN), forget("quiet"), change(memory=[])), ["hidden-from-sys quiet"]),
    Root("hidden-from-sys-unrecorded", both(load(PLAIN, record=False), forget("quiet"), change(memory=[])),
         ["hidden-from-sys quiet", "unrecorded quiet"]),
    Root("hidden-holder-in-sys", change(holders={"jbd2": ["quiet"]}), ["hidden-holder quiet"]),
    Root("hidden-holder-in-list", lambda machine: machine.listed.__setitem__(0, Module("dummy", users=("quiet",))),
         ["hidden-holder quiet"]),
    Root("hidden-types", change(types=["dummy", "ifb", "quiet"]), ["hidden-types quiet"]),
    Root("hidden-types-of-two", change(types=["quiet", "other"]), ["hidden-types other", "hidden-types quiet"]),
    Root("hidden-memory", change(memory=[16384, 20480, 983040, 184320, 28672]), ["hidden-memory"]),
    Root("hidden-memory-of-a-known-size", change(memory=[16384, 16384, 20480, 983040, 184320]), ["hidden-memory"]),
    # Traces.
    Root("taint-orphan", change(taint=4096), ["taint-orphan"]),
    Root("taint-orphan-beside-a-warning", change(taint=8192 | 512), ["taint-orphan"]),
    Root("taint-of-one-that-left", both(load(ROOTKIT), unload("evil"), change(taint=4096 | 8192))),
    Root("taint-of-one-that-is-there", both(load(ROOTKIT), change(taint=4096 | 8192))),
    Root("taint-of-another", both(load(PLAIN), unload("quiet"), change(taint=4096), dmesg(300.0, TAINTING)),
         ["departed-unrecorded evil", "taint-orphan"]),
    Root("taint-that-is-no-modules", change(taint=512)),
    Root("unrecorded-force", change(taint=8), ["unrecorded-force"]),
    Root("unrecorded-force-beside-an-unload", both(load(PLAIN), unload("quiet"), change(taint=8)), ["unrecorded-force"]),
    Root("recorded-force", both(load(PLAIN), unload("quiet", flags=0o1000), change(taint=8))),
    Root("departed", dmesg(300.0, TAINTING), ["departed-unrecorded evil"]),
    # Records that the kernel contradicts.
    Root("vanished", lambda machine: machine.calls.append((BOOT + 700, "load", "quiet")), ["vanished quiet"]),
    Root("vanished-after-a-reload", both(load(PLAIN), unload("quiet"), lambda machine: machine.calls.append(
        (BOOT + 1300, "load", "quiet"))), ["vanished quiet"]),
    Root("contradiction", lambda machine: machine.calls.append((BOOT + 700, "unload", "dummy")), ["contradiction dummy"],
         standings={"dummy": "unrecorded"}),
    Root("contradiction-of-a-boot-module", lambda machine: machine.calls.append((BOOT + 700, "unload", "ext4")),
         ["contradiction ext4"]),
    Root("named-as-built-in", both(load(Module("loop"))), ["named-as-built-in loop"]),
    # What can be read is judged.
    Root("nothing-but-the-list", change(left_out=("sys", "proc/kallsyms", "proc/vmallocinfo")), verdict="undecided"),
    Root("torn-list", lambda machine: machine.listed.insert(0, Module("a b")), verdict="undecided"),
]


# ---- files ----

def list_text(machine):
    out = ""
    for each in machine.listed:
        users = "".join(user + "," for user in each.users) or "-"
        taints = f" ({each.taints})" if each.taints else ""
        out += f"{each.name} {each.size} {len(each.users)} {users} {each.state} 0x0000000000000000{taints}\n"
    return out


def symbols_text(machine):
    owners = machine.owners if machine.owners is not None else [each.name for each in machine.listed]
    out = "0000000000000000 T _text\n0000000000000000 T start_kernel\n"
    out += "".join(f"0000000000000000 t {owner}_init\t[{owner}]\n" for owner in owners if " " not in owner)
    return out + "0000000000000000 t bpf_prog_6deef7357e7b4530\t[bpf]\n0000000000000000 t ftrace_trampoline\t[__builtin__ftrace]\n"


def memory_text(machine):
    sizes = machine.memory if machine.memory is not None else [each.size for each in machine.known]
    out = "0x0000000000000000-0x0000000000000000    8192 acpi_os_map_iomem+0x1a7/0x1f0 phys=0x7ffe0000 ioremap\n"
    return out + "".join(f"0x0000000000000000-0x0000000000000000 {size + 4096:7} load_module+0xb52/0x2210 pages={size // 4096} "
                         "vmalloc N0=3\n" for size in sizes)


SYSCALLS = {"load": 313, "unload": 176}


def record_text(serial, call):
    seconds, operation, module, result, flags = (*call, 0, 0)[:5]
    stamp = f"audit({seconds}.250:{serial})"
    second = flags if operation == "unload" else 0
    return (f"type=SYSCALL msg={stamp}: arch=c000003e syscall={SYSCALLS[operation]} success={'yes' if result == 0 else 'no'} "
            f"exit={result} a0=3 a1={second:x} a2=0 a3=0 items=0 ppid=1 pid=412 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 "
            "egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm=\"kmod\" exe=\"/usr/bin/kmod\" subj=unconfined key=\"modules\"\n"
            f"type=KERN_MODULE msg={stamp}: name=\"{module}\"\n")


def log_text(machine):
    first = datetime.fromtimestamp(machine.first, timezone.utc)
    out = (f"type=DAEMON_START msg=audit({int(first.timestamp())}.100:4711): op=start ver=3.0.9 format=raw kernel={RELEASE} "
           "auid=4294967295 pid=300 uid=0 ses=4294967295 subj=unconfined res=success\n")
    for number, call in enumerate(sorted(machine.calls), 20):
        out += record_text(number, call)
    return out


def build_id(name):
    return (name.encode() * 20)[:20]


def module_bytes(name):
    plain = ko.module(build_id(name), license="GPL", name=name, vermagic=VERMAGIC)
    return ko.signed(plain, ko.pkcs7("Some distribution's kernel key", bytes(range(16, 36))))


DISK = {"dummy": "kernel/drivers/net/dummy.ko", "ifb": "kernel/drivers/net/ifb.ko", "ext4": "kernel/fs/ext4/ext4.ko",
        "jbd2": "kernel/fs/jbd2/jbd2.ko", "evil": "updates/dkms/evil.ko"}


def disk_files():
    home = f"lib/modules/{RELEASE}"
    yield f"{home}/modules.dep", "".join(f"{path}:\n" for path in DISK.values())
    yield f"{home}/modules.builtin", "kernel/drivers/block/loop.ko\nkernel/lib/crc32.ko\n"
    for name, path in DISK.items():
        content = ko.module(build_id(name), license="none", vermagic=VERMAGIC) if name == "evil" else module_bytes(name)
        yield f"{home}/{path}", content
    owned = "".join(f"/lib/modules/{RELEASE}/{path}\n" for path in DISK.values() if "dkms" not in path)
    yield f"var/lib/dpkg/info/linux-image-{RELEASE}.list", "/.\n" + owned
    yield "var/lib/dpkg/info/base-files.list", "/.\n/etc\n"


def sys_files(machine):
    for name in ("kernel", "printk"):
        yield f"sys/module/{name}/parameters/a", "0\n"
    for each in machine.known:
        place = f"sys/module/{each.name}"
        yield f"{place}/initstate", {"Live": "live", "Loading": "coming", "Unloading": "going"}[each.state] + "\n"
        yield f"{place}/coresize", f"{each.size}\n"
        yield f"{place}/notes/.note.gnu.build-id", ko.note(build_id(each.name))
        for holder in (*each.users, *machine.holders.get(each.name, ())):
            yield f"{place}/holders/{holder}/uevent", ""
    types = machine.types if machine.types is not None else [each.name for each in machine.known]
    for name in ("vmlinux", *types):
        yield f"sys/kernel/btf/{name}", "\x9f\xeb"


def proc_files(machine):
    yield "proc/modules", list_text(machine)
    yield "proc/kallsyms", symbols_text(machine)
    yield "proc/vmallocinfo", memory_text(machine)
    yield "proc/sys/kernel/tainted", f"{machine.taint}\n"
    yield "proc/sys/kernel/osrelease", f"{RELEASE}\n"
    yield "proc/sys/kernel/random/boot_id", "6d1c1a33-0e5f-4c68-8f43-35b0a3a35a10\n"
    yield "proc/stat", f"cpu  1 2 3 4\nintr 5\nbtime {machine.btime}\nprocesses 412\n"


def files_of(machine):
    yield from proc_files(machine)
    yield from sys_files(machine)
    yield from disk_files()
    if machine.daemon:
        yield "var/log/audit/audit.log", log_text(machine)
    lines = [(0.0, "Linux version 6.1"), *machine.dmesg]
    yield "var/log/dmesg", "".join(f"[{seconds:12.6f}] {text}\n" for seconds, text in lines)


def make(root, directory):
    machine = Machine()
    root.doctor(machine)
    for path, content in files_of(machine):
        if path.startswith(machine.left_out or ("\0",)):
            continue
        place = directory / root.name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)


def main():
    for root in ROOTS:
        make(root, pathlib.Path(sys.argv[1]))


if __name__ == "__main__":
    main()
