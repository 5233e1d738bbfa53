"""Rules files to measure `modtrail check` on; the same seed makes the same bytes.

    generate.py KIND COUNT DIRECTORY [SEED]     kinds: ordinary, findings, intervals, satisfiability, pigeons
"""

import json
import random
import sys
import urllib.parse
from pathlib import Path

COMPLETE = [
    "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules",
    "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules",
]
HEADER = ["-D", "-b 8192", "-f 1"]
SYSCALLS = ["openat", "unlinkat", "renameat", "mount", "chmod", "fchmodat", "fchownat", "setxattr", "ptrace", "adjtimex"]
FILES = ["passwd", "shadow", "group", "sudoers", "hosts", "issue", "localtime", "fstab", "profile", "environment"]


def ordinary(count, chance):
    """What hardening guides ask for: watches, calls by logins, privileged programs; a few about modules."""
    for i in range(count - len(HEADER) - len(COMPLETE)):
        kind = chance.random()
        if kind < 0.45:
            yield f"-w /etc/{chance.choice(FILES)}.{i} -p wa -k identity"
        elif kind < 0.80:
            calls = ",".join(sorted(chance.sample(SYSCALLS, 3)))
            yield f"-a always,exit -F arch=b{chance.choice((32, 64))} -S {calls} -F auid={1000 + i} -F auid!=unset -k access"
        elif kind < 0.97:
            yield f"-a always,exit -F path=/usr/bin/tool{i} -F perm=x -F auid>=1000 -F auid!=unset -k privileged"
        else:
            yield f"-a always,exit -F arch=b64 -S init_module,finit_module -F auid={1000 + i} -k modules-login"


def interval(chance, field, least, most):
    low = chance.randrange(least, most)
    return [f"-F {field}>={low}", f"-F {field}<={low + chance.randrange(1, (most - least) // 4)}"]


def intervals(count, chance):
    """Rules about module calls whose boxes overlap in up to three of six dimensions."""
    dimensions = [("auid", 0, 70000), ("uid", 0, 70000), ("gid", 0, 70000), ("pid", 1, 40000), ("a1", 0, 1 << 20),
                  ("a2", 0, 64)]
    for i in range(count - len(HEADER) - len(COMPLETE)):
        calls = chance.choice(("init_module", "finit_module", "delete_module", "init_module,finit_module"))
        fields = []
        for field, least, most in chance.sample(dimensions, chance.randrange(1, 4)):
            fields += interval(chance, field, least, most)
        action = "never" if chance.random() < 0.3 else "always"
        yield f"-a {action},exit -F arch=b{chance.choice((32, 64))} -S {calls} {' '.join(fields)} -k r{i % 50}"


def findings(count, _):
    """Each of them is complained of: it names a call without its ABI."""
    for i in range(count):
        yield f"-a always,exit -S finit_module -F auid={1000 + i} -k <b>login-{i}</b>"


# A variable is two bits of one argument, "is true" and "is false".  The last rule, a never, asks for one of the two of
# every variable; each always rule takes what breaks a clause.  So a load is lost exactly if the formula can be satisfied.
WORDS = ["a0", "a1", "a2", "a3", "pers"]


def bit(variable, value, each):
    return f"-F {WORDS[variable // each]}&{hex(1 << (2 * (variable % each) + value))}"


def satisfiability(count, chance):
    """Random 3-SAT with `count` variables (at most 60) near the threshold of 4.26 clauses a variable."""
    each = -(-count // len(WORDS))
    for _ in range(round(4.26 * count)):
        clause = [(v, chance.randrange(2)) for v in chance.sample(range(count), 3)]
        yield "-a always,exit -F arch=b64 -S finit_module " + " ".join(bit(v, 1 - value, each) for v, value in clause)
    either = " ".join(f"-F {WORDS[v // each]}&{hex(3 << (2 * (v % each)))}" for v in range(count))
    yield f"-a never,exit -F arch=b64 -S finit_module {either}"


def pigeons(count, _):
    """`count` pigeons (at most 11) and one hole fewer: no two in one hole, yet the last rule wants each in some."""
    holes = count - 1
    each = 32 // holes

    def sits(pigeon, hole):
        return f"-F {WORDS[pigeon // each]}&{hex(1 << (holes * (pigeon % each) + hole))}"

    for hole in range(holes):
        for a in range(count):
            for b in range(a):
                yield f"-a always,exit -F arch=b64 -S finit_module {sits(a, hole)} {sits(b, hole)}"
    everyone = " ".join(f"-F {WORDS[p // each]}&{hex(((1 << holes) - 1) << (holes * (p % each)))}" for p in range(count))
    yield f"-a never,exit -F arch=b64 -S finit_module {everyone}"


KINDS = {"ordinary": ordinary, "findings": findings, "intervals": intervals, "satisfiability": satisfiability, "pigeons": pigeons}


def write_rules(kind, count, directory, seed=1):
    """A rules.d of ten files; the order of the files is the order of the rules."""
    rules = HEADER + list(KINDS[kind](count, random.Random(seed))) + COMPLETE
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    share = -(-len(rules) // 10)
    for i in range(0, len(rules), share):
        (directory / f"{10 + i // share}-{kind}.rules").write_text("\n".join(rules[i:i + share]) + "\n")
    return directory


def machine_config(number, chance, size):
    """One of a cluster's: a large file of no concern, and in some a few rules."""
    noise = "".join(chance.choice("abcdefgh %#\n") for _ in range(size))
    files = [(f"/etc/site/{number:03}.conf", noise)]
    if number % 10 == 0:
        files.append((f"/etc/audit/rules.d/{number:03}-site.rules", "\n".join(ordinary(5, chance)) + "\n"))
    if number == 0:
        files.append(("/etc/audit/rules.d/999-modules.rules", "\n".join(COMPLETE) + "\n"))
    entries = [{"path": path, "mode": 420, "overwrite": True,
                "contents": {"source": "data:," + urllib.parse.quote(text)}} for path, text in files]
    return {"apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfig",
            "metadata": {"name": f"75-{number:03}", "labels": {"machineconfiguration.openshift.io/role": "worker"}},
            "spec": {"config": {"ignition": {"version": "3.2.0"}, "storage": {"files": entries}}}}


def as_yaml(value, indent=0):
    """What `oc get -o yaml` would make of it, as far as it occurs here."""
    pad = " " * indent
    if isinstance(value, dict):
        return "".join(f"{pad}{key}:" + (f" {json.dumps(item) if isinstance(item, str) else str(item).lower()}\n"
                                         if not isinstance(item, (dict, list)) else "\n" + as_yaml(item, indent + 2))
                       for key, item in value.items())
    return "".join(pad + "- " + as_yaml(item, indent + 2).lstrip(" ") for item in value)


def write_cluster(form, count, mebibytes, path, seed=1):
    """MachineConfigs of that many MiB together in one List."""
    chance = random.Random(seed)
    size = mebibytes * 700000 // count
    objects = {"apiVersion": "v1", "kind": "List", "items": [machine_config(i, chance, size) for i in range(count)]}
    path = Path(path)
    path.write_text(as_yaml(objects) if form == "yaml" else json.dumps(objects, indent=4))
    return path


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    write_rules(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 1)
