"""Random rulesets and attempts for the differential: from a seed, the same on every machine.

Attempts come first; the rules' constants are taken from them, so that conditions are often met and often just missed.
Every ruleset must hold one of the features in turn (a list, a field, an operator, -A, ...), so that few rulesets are
enough to meet each of them several times.
"""

import random

IDS = ["uid", "euid", "suid", "fsuid", "gid", "egid", "sgid", "fsgid"]
ID_VALUES = [0, 0, 1000, 1000, 1001, 1]
AUIDS = [4294967295, 4294967295, 0, 1000, 1001]
EXITS = {"init_module": [-1, -8, -8, -14, -17, 0], "finit_module": [-1, -9, -9, -8, -22, -17, 0],
         "delete_module": [-1, -2, -2, -14, 0]}
PROGRAMS = ["/usr/bin/kmod", "/opt/tool", "/opt/d/tool"]
PATHS = ["/sbin/insmod", "/usr/bin/kmod", "/opt/tool", "/opt/d/tool", "/opt/link", "/opt/hard", "/opt/script",
         "/opt/missing", "/opt/noexec"]
WORLD = ["file /opt/tool", "inode /opt/tool 2", "directory /opt/d", "file /opt/d/tool", "inode /opt/d/tool 4",
         "link /opt/link /opt/tool", "hardlink /opt/hard /opt/tool", "text /opt/script #!/opt/tool",
         "file /opt/noexec", "mode /opt/noexec 644"]
KEYS = ["k1", "k2", "modules", "x-y"]

ALL, ORDER, EQUAL, ONLY = ["=", "!=", "<", "<=", ">", ">=", "&", "&="], ["=", "!=", "<", "<=", ">", ">="], ["=", "!="], ["="]
OPERATORS = {
    "pid": ORDER, "ppid": ORDER, **{name: ORDER for name in IDS}, "auid": ORDER, "sessionid": ORDER, "pers": ALL,
    "arch": EQUAL, "exit": ORDER, "success": ORDER, "a0": ALL, "a1": ALL, "a2": ALL, "a3": ALL, "path": ONLY,
    "dir": ONLY, "inode": EQUAL, "devmajor": ORDER, "devminor": ALL, "obj_uid": ORDER, "obj_gid": ORDER, "perm": ONLY,
    "filetype": EQUAL, "exe": EQUAL, "saddr_fam": ORDER, "subj_user": EQUAL, "subj_role": EQUAL, "subj_type": EQUAL,
    "subj_sen": ORDER, "subj_clr": ORDER, "obj_user": EQUAL, "obj_role": EQUAL, "obj_type": EQUAL,
    "obj_lev_low": ORDER, "obj_lev_high": ORDER, "msgtype": ORDER, "fstype": EQUAL, "key": ONLY}
EXCLUDE_FIELDS = ["pid", "uid", "gid", "auid", "msgtype", "subj_role", "exe"]
TASK_FIELDS = ["pid", *IDS, "auid", "pers", "exe", "subj_role"]
USER_FIELDS = ["pid", "uid", "auid", "msgtype"]
EXIT_FIELDS = [name for name in OPERATORS if name not in ("msgtype", "fstype", "arch", "key")]
COMPARED = [("auid", "uid"), ("uid", "euid"), ("euid", "suid"), ("uid", "fsuid"), ("auid", "obj_uid"), ("gid", "egid"),
            ("egid", "sgid"), ("gid", "fsgid"), ("fsgid", "obj_gid"), ("auid", "euid")]
# Lines that one auditctl or kernel takes and another does not, that do nothing, or that end the load.
ODD = [
    "-a always,exit -S finit_module -F arch=b64", "-a exit,possible -S init_module -k k1", "-a possible,exit -S init_module",
    "-a entry,always -S init_module", "-a always,exit -F arch=b64 -S nosuch", "-a always,exit -F arch=b64 -S 175 -S 313",
    "-a always,exit -F arch=b64 -S 99999", "-a always,exit -F arch=b64 -S finit_module -F success=yes",
    "-a always,exit -F arch=b64 -S init_module -F uid=nosuch", "-a always,exit -S init_module -F uid!=-1",
    "-a always,exit -k k1", "-a always,exit -F uid=0", "-a always,task -S all", "-a never,task -k k1", "-a never,task",
    "-a always,exclude -F arch=b64", "-a always,exclude -F euid=0", "-a never,exclude", "-a always,user -F arch=b64",
    "-a always,exit -F msgtype=1300", "-a always,exit -F fstype=tracefs", "-a never,filesystem -F fstype=tracefs -F uid=0",
    "-a never,filesystem -F fstype=tracefs -F key=k1", "-w /nosuch/x -p x", "-w rel -p x", "-w /usr/bin/kmod/ -p x -k k1",
    "-w /opt -p z", "-w /opt/tool", "-w /opt/tool -k k1 -p x", "-W /opt/tool -p x -k k1", "-d never,task", "-e 1", "-e 0",
    "-b 8192", "-f 1", "-r 0", "--backlog_wait_time 60000", "  -a always,exit -S init_module  ",
    "\t# tab", "-a always,exit -F arch=b64 -S init_module # x", "-a always,exit -F arch=b64 -F arch=b32 -S all",
    "-a always,io_uring -S openat", "-a always,exit -F arch=aarch64 -S finit_module", "-a never,task -F arch=b64",
    "-a always,exit -F arch=b64 -S init_module -F auid>=1000abc", "-a always,exit -F arch=b64 -S init_module -k \"a b\"",
    "-a always,exit -F arch=b64 -S init_module -k a\\ b", "-a always,exit -F path=/opt/tool -F path=/opt/d/tool",
    "-a always,exit -F path=/opt/tool -F perm=x -F arch=b64 -k k1", "-a always,exit -F arch=b64 -F path=/opt/tool -F perm=x",
    "-a never,exit -F arch=b64 -F perm=x -k k1", "-a always,exit -F perm!=x", "-a always,exit -S all -F exe=/nosuch/x",
    "-l", "-s", "-i", "-c", "-D", "-D -k k1", "-a never,task -F exe!=/opt/x", "-a always,exit -F dir=/opt -F path=/opt/tool",
    "-a always,exit -S all -F inode=2 -F path=/opt/tool", "-a always,exit -S all -F key=k1 -k k2", "-t", "garbage", "-z",
    "-a always,exit -S all -F pid<1x", "-a always,exit -F arch=b32 -S 128,129 -k k1", "-a always,exit -S FINIT_MODULE -k k1",
    "-a always,exit -F arch=b64 -S finit_module -F auid<unset", "-a always,exit -F a0=-1 -S all", "-w /sbin/ -p x",
    "-a never,exit -F exit=4294967287 -S all", "-a never,exit -F exit>=0 -S all", "-a always,task -F uid=1000",
    "-a never,exit -S all -F dir=/", "-a never,exit -S all -F uid=0x3e8", "-a never,exit -S all -F uid=01750"]
FEATURES = ([f"list {name}" for name in ("exit", "task", "exclude", "user", "filesystem")] +
            [f"field {name}" for name in OPERATORS] + [f"operator {name}" for name in ALL] + ["-C =", "-C !="] +
            ["action always", "action never", "-A", "-d", "-d", "-D", "-w"])


class Generator:
    def __init__(self, seed, machine):
        self.random = random.Random(seed)
        self.machine = machine  # {"x32": "on", "auditctl": (3, 0, 9), ...}
        self.used = set()

    def pick(self, values):
        return self.random.choice(values)

    def chance(self, share):
        return self.random.random() < share

    # --- attempts ---

    def identity(self):
        who = {"auid": self.pick(AUIDS)}
        real, group = self.pick(ID_VALUES), self.pick(ID_VALUES)
        for name in IDS:
            who[name] = (real if "uid" in name else group) if self.chance(0.8) else self.pick(ID_VALUES)
        return who

    def attempt(self):
        words = {"abi": self.random.choices(["b64", "b32", "x32"], [6, 3, 1])[0]}
        words["syscall"] = self.random.choices([*EXITS, "execve", "execveat"], [3, 4, 3, 2, 1])[0]
        if self.chance(0.75):
            words.update(self.identity())
        if self.chance(0.3):
            words["groups"] = ",".join(str(group) for group in self.random.sample([0, 10, 20, 1000], 2))
        words["pers"] = self.pick([0, 0, 0, 8, 0x40000])
        words["exe"] = self.pick(PROGRAMS)
        if words["syscall"] in EXITS:
            self.module_call(words)
        else:
            words["path"] = self.pick(PATHS)
        if self.chance(0.1):
            words.update({f"birth.{name}": value for name, value in self.identity().items()})
        elif self.chance(0.03):
            words["birth"] = "none"
        return words

    def module_call(self, words):
        if self.chance(0.3):
            words["args"] = ",".join(str(self.pick([0, 1, 2, 4, 0x800, 7, 2**32, 2**64 - 1])) for _ in range(4))
        elif words["abi"] == "x32" and self.machine["x32"] == "off":
            words["exit"] = -38
        else:
            exits = EXITS[words["syscall"]]
            words["exit"] = self.pick(exits if self.chance(0.3) else exits[:-2])

    # --- rules ---

    def number_near(self, value):
        return max(0, value + self.pick([0, 0, 0, 0, -1, 1]))

    def value_of(self, field, attempt):
        """A constant for a field, mostly one that an attempt has."""
        if field in IDS or field == "auid":
            value = attempt.get(field, 4294967295 if field == "auid" else 0)
            if value == 4294967295:
                return self.pick(["unset", "4294967295", "-1"])
            return "alice" if value == 1000 and "uid" in field and self.chance(0.2) else self.number_near(value)
        if field == "exit":
            value = attempt.get("exit", -1)
            return self.pick([value, value, -value if value else 1, "-EBADF", "ENOENT", "-EPERM"])
        if field in ("a0", "a1", "a2", "a3"):
            args = attempt.get("args", "0,2048,0,0").split(",")
            return self.pick([int(args[int(field[1])]) & 0xffffffff, 0, 2048, "0x7", -1])
        return {
            "pid": lambda: self.pick([1, 100, 300, 1000, 3000]), "ppid": lambda: self.pick([1, 100, 300, 1000, 3000]),
            "sessionid": lambda: self.pick(["unset", 1, 20, 100]), "pers": lambda: self.pick([0, 8, 0x40000, "0x40008"]),
            "success": lambda: self.pick([0, 1]), "arch": lambda: self.pick(["b64", "b32", "x86_64", "i386"]),
            "path": lambda: self.pick([*PATHS, "/bin/kmod"]), "perm": lambda: self.pick(["x", "rx", "wa", "rwxa"]),
            "dir": lambda: self.pick(["/opt", "/opt/d", "/usr/bin", "/usr/sbin", "/sbin/", "/opt/d/"]),
            "inode": lambda: self.pick([2, 4, 99999]), "devmajor": lambda: 99, "devminor": lambda: 4095,
            "obj_uid": lambda: self.pick([0, 1, 1000]), "obj_gid": lambda: self.pick([0, 1, 1000]),
            "filetype": lambda: self.pick(["file", "dir", "link", "fifo"]), "saddr_fam": lambda: 2,
            "exe": lambda: self.pick([*PROGRAMS, "/sbin/insmod", "/bin/kmod", "/opt/link", "/opt/hard", "/opt/missing"]),
            "subj_role": lambda: self.pick(["unconfined"] * 5 + ["foo_r"]), "msgtype": lambda: self.pick(
                ["SYSCALL", "1300", "KERN_MODULE", "PROCTITLE", "EOE", "1301"]),
            "fstype": lambda: self.pick(["tracefs", "debugfs", "0x27E0EB"]), "key": lambda: self.pick(KEYS),
        }.get(field, lambda: "foo")()

    def condition(self, field, attempt, operator=None):
        value = self.value_of(field, attempt)
        allowed = OPERATORS[field] if value not in ("unset", -1, "-1", "4294967295") else EQUAL
        operator = operator if operator in allowed else self.pick(allowed)
        if field == "inode" or field == "filetype" or self.chance(0.5):
            operator = operator if operator != "=" or self.chance(0.7) else self.pick(allowed)
        self.used |= {f"field {field}", f"operator {operator}"}
        return f"-F {field}{operator}{value}"

    def conditions(self, fields, count, attempt, must):
        """Some conditions, the required field or operator among them where the list has it."""
        chosen = self.random.sample(fields, min(count, len(fields)))
        kind, _, name = must.partition(" ")
        if kind == "field" and name in fields and name not in chosen:
            chosen = [name, *chosen[1:]]
        if kind == "operator":
            chosen = [self.pick([field for field in fields if name in OPERATORS[field]] or fields)]
        if sum(field in ("path", "dir", "inode") for field in chosen) > 1:
            chosen = [field for field in chosen if field not in ("dir", "inode")] or ["path"]
        return [self.condition(field, attempt, name if kind == "operator" else None) for field in chosen]

    def head(self, which, action, option="-a"):
        self.used |= {f"list {which}", f"action {action}"}
        return f"{option} {action},{which}" if self.chance(0.7) else f"{option} {which},{action}"

    def syscalls(self, attempt):
        names = [attempt["syscall"], *self.random.sample(["init_module", "finit_module", "delete_module"], 2)]
        names = list(dict.fromkeys(names))
        return self.pick([f"-S {','.join(names)}", " ".join(f"-S {name}" for name in names), "-S all",
                          "-S init_module,finit_module,delete_module"])

    def exit_rule(self, attempts, must, broad=False):
        attempt = self.pick(attempts)
        option = "-A" if must == "-A" or self.chance(0.08) else "-a"
        if option == "-A":
            self.used.add("-A")
        action = must.removeprefix("action ") if must.startswith("action") else self.pick(["always", "always", "never"])
        parts = [self.head("exit", "always" if broad else action, option)]
        if self.chance(0.85):
            operator = "!=" if self.chance(0.1) else "="
            self.used |= {"field arch", f"operator {operator}"}
            parts.append(f"-F arch{operator}{'b32' if attempt['abi'] == 'b32' else 'b64'}")
        parts.append(self.syscalls(attempt))
        parts += self.conditions(EXIT_FIELDS, 0 if broad else self.pick([0, 1, 1, 1, 2, 3]), attempt, must)
        if must.startswith("-C") or (not broad and self.chance(0.1)):
            left, right = self.pick(COMPARED)
            operator = must[3:] if must.startswith("-C") else self.pick(EQUAL)
            self.used.add(f"-C {operator}")
            parts.append(f"-C {left}{operator}{right}")
        return " ".join(parts + self.key())

    def key(self):
        if self.chance(0.3):
            return []
        if self.chance(0.2):
            self.used.add("field key")
            return [f"-F key={self.pick(KEYS)}"]
        return [f"-k {self.pick(KEYS)}"]

    def watch(self):
        self.used |= {"-w", "list exit", "action always", "field perm"}
        path = self.pick([*PATHS, "/opt/d", "/usr/bin", "/opt/missing", "/sbin"])
        self.used.add("field dir" if path in ("/opt/d", "/usr/bin", "/sbin") else "field path")
        return f"-w {path} -p {self.pick(['x', 'x', 'wa', 'rwxa'])} -k {self.pick(KEYS)}"

    def other_rule(self, attempts, which, must):
        attempt = self.pick(attempts)
        if which == "filesystem":
            return f"{self.head(which, 'never')} {self.condition('fstype', attempt)}"
        fields = {"task": TASK_FIELDS, "exclude": EXCLUDE_FIELDS, "user": USER_FIELDS}[which]
        action = self.pick(["never", "always"]) if which != "task" else self.pick(["never", "never", "always"])
        fields = list(OPERATORS) if self.chance(0.05) else fields
        return " ".join([self.head(which, action), *self.conditions(fields, self.pick([1, 2, 2, 3]), attempt, must)])

    def line(self, attempts, lines, must):
        """One line of the rules file that holds the feature that must come."""
        kind, _, name = must.partition(" ")
        rules = [line for line in lines if line.startswith(("-a", "-A", "-w"))]
        if kind == "-d" and rules:
            self.used.add("-d")
            rule = self.pick(rules)
            return ("-W" if rule.startswith("-w") else "-d") + rule[2:]
        if kind == "-D":
            self.used.add("-D")
            return self.pick(["-D", f"-D -k {self.pick(KEYS)}"])
        if kind == "-w":
            return self.watch()
        if kind == "list" and name != "exit":
            return self.other_rule(attempts, name, must)
        if must == "field fstype":
            return self.other_rule(attempts, "filesystem", must)
        if must == "field msgtype":
            return self.other_rule(attempts, self.pick(["exclude", "user"]), must)
        if must == "field key":
            self.used.add("field key")
            return self.exit_rule(attempts, "", True).split(" -k ")[0].split(" -F key")[0] + f" -F key={self.pick(KEYS)}"
        return self.exit_rule(attempts, must)

    def ruleset(self, attempts, musts):
        lines = [self.pick(["-D", "-i", "-c", "# comment", ""])] if self.chance(0.3) else []
        self.used |= {"-D"} if "-D" in lines else set()
        for _ in range(self.pick([1, 2, 3, 4])):
            which = self.random.choices(["exit", "-w", "task", "exclude", "user", "filesystem"], [12, 3, 1, 1, 1, 1])[0]
            lines.append(self.line(attempts, lines, which if which == "-w" else f"list {which}"))
        for must in musts:
            lines.insert(self.random.randrange(len(lines) + 1) if must != "-d" else len(lines), self.line(attempts, lines, must))
        for _ in range(self.pick([1, 1, 2, 2])):
            lines.append(self.exit_rule(attempts, "", broad=True))
        if self.chance(0.12):
            lines.insert(self.random.randrange(len(lines) + 1), self.pick(ODD))
            lines[:0] = self.pick([[], ["-i"], ["-c"]])
        return lines


def features_of(seed, count, per_ruleset=3):
    """The features each ruleset must hold: all in turn, shuffled again for each round."""
    order, out = random.Random(seed), []
    while len(out) < count * per_ruleset:
        out += order.sample(FEATURES, len(FEATURES))
    return [out[i * per_ruleset:(i + 1) * per_ruleset] for i in range(count)]
