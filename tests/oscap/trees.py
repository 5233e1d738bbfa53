"""Random trees near the borders of the scanner's patterns.

A tree is a dict of path -> bytes (a file), Link or Fifo.  Most of what is drawn is right, so that a tree passes about as
often as it fails; each thing drawn may be spelled in a way that auditctl takes and the pattern does not, or the other
way round.
"""

import dataclasses
import os

RULES = "/etc/audit/rules.d/"
UNITS = "/usr/lib/systemd/system/"
CALLS = ["init_module", "finit_module", "delete_module", "create_module", "query_module"]
UNUSUAL = [b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf4\x90\x80\x80",
           b"\xf4\x8f\xbf\xbf", b"\xef\xbf\xbe", b"\x1b[0m", b"\x7f", b"\x1a", b"\\\n"]
MODULE_LOAD = """\
## These rules watch for kernel module insertion. By monitoring
## the syscall, we do not need any watches on programs.
-a always,exit -F arch=b32 -S init_module,finit_module -F key=module-load
-a always,exit -F arch=b64 -S init_module,finit_module -F key=module-load
-a always,exit -F arch=b32 -S delete_module -F key=module-unload
-a always,exit -F arch=b64 -S delete_module -F key=module-unload
"""


@dataclasses.dataclass
class Link:
    target: str


class Fifo:
    pass


EMPTY = object()  # a directory


class Drawer:
    """Draws from `random`; `wild` is how often something is not as usual."""

    def __init__(self, random, wild):
        self.random = random
        self.wild = wild

    def odd(self, factor=1.0):
        return self.random.random() < self.wild * factor

    def usually(self, usual, *others, factor=1.0):
        return self.random.choice(others) if others and self.odd(factor) else usual

    def gap(self):
        return self.usually(" ", "  ", "\t", " \t ", "\n", " \n  ", "\v", "\f", "\r", "\u00a0", "\u0085", "\u2028", " \\\n", "",
                            " " * 900, " -F uid=0 ", factor=0.2)

    def words(self, words):
        out = words[0]
        for word in words[1:]:
            out += self.gap() + word
        return out


def logins(draw):
    least = draw.usually("auid>=1000", "auid>=500", "auid>=1000 ", "auid>1000", "auid>=01000", "AUID>=1000", "auid>=1000,x")
    unset = draw.usually("auid!=unset", "auid!=4294967295", "auid!=-1", "auid!=unset ", "auid!=unsetx", "auid!=UNSET",
                         "auid!=42949672950")
    pair = [["-F", least], ["-F", unset]]
    if draw.odd():
        pair.reverse()
    if draw.odd(0.5):
        pair.insert(1, ["-F", "success=1"])
    if draw.odd(0.5):
        pair.pop(draw.random.randrange(len(pair)))
    return sum(pair, [])


def syscalls(draw, calls):
    if draw.random.random() < 0.5:
        joiner = draw.usually(",", ", ", " ,", ",,", factor=0.4)
        return ["-S", joiner.join(calls)]
    out = []
    for call in calls:
        out += draw.usually(["-S", call], ["-S" + call], ["-S", call, "-F", "a0!=0"], ["-S", "open," + call],
                            ["-S", call + ",open"], ["-S", '"' + call + '"'], factor=0.3)
    return out


def key(draw):
    name = draw.random.choice(["modules", "module-load", "kernel_modules", "k", "a=b", "x,y", "m\u00f6dules", "\U0001f512", "#", "k" * 300])
    usual = draw.random.choice([["-k", name], ["-F", "key=" + name]])
    return draw.usually(usual, [], ["-k"], ["-k" + name], ["-F", "key=", name], usual + ["-k", "again"],
                        usual + ["# why"], usual + ["-F", "auid!=0"], factor=0.7)


def syscall_rule(draw, arch, calls, style):
    add = draw.usually("-a", "-A", "-d", "--a", "\u2013a", factor=0.5)
    lists = draw.usually("always,exit", "exit,always", "always, exit", "never,exit", "always,task", "ALWAYS,EXIT", factor=0.7)
    head = ["-F", "arch=" + draw.usually(arch, "x86_64", "i386", arch + " -F arch=b32", "b64x", factor=0.6)]
    names = [draw.usually(call, call + "x", "x" + call, "175", "all", factor=0.3) for call in calls]
    body = [head, syscalls(draw, names)]
    if draw.odd(0.4):
        body.reverse()
    if draw.odd(0.4):
        body.insert(1, ["-F", "success=1"])
    if draw.odd(0.3):
        body.pop(0)
    if style == "logins" and not draw.odd(0.4) or style != "logins" and draw.odd(0.4):
        body.append(logins(draw))
    body.append(key(draw))
    if draw.odd(0.3):
        draw.random.shuffle(body)
    return draw.words([add, lists] + sum(body, []))


def kmod_rule(draw, arch):
    path = draw.usually("path=/usr/bin/kmod", "path=/bin/kmod", "path=/usr/bin/kmod2", factor=0.5)
    words = ["-a", draw.usually("always,exit", "exit,always", factor=0.5)]
    if arch:
        words += ["-F", "arch=" + arch]
    words += ["-F", path]
    if not draw.odd(2):
        words += ["-F", draw.usually("perm=x", "perm=xa", factor=0.5)]
    return draw.words(words + logins(draw) + key(draw))


def watch(draw, program):
    path = draw.usually(program, "/usr" + program, program + "x", factor=0.5)
    permissions = draw.usually("x", "xa", "wax", "x ", factor=0.5)
    tail = draw.usually(["-k", "modules"], [], ["-k"], ["-k", "a", "b"], factor=0.7)
    body = [["-w", path], ["-p", permissions], tail]
    if draw.odd(0.3):
        draw.random.shuffle(body)
    return draw.words(sum(body, []))


def all_rules(draw):
    style = draw.random.choice(["all", "logins"])
    rules = []
    together = draw.random.random() < 0.5
    groups = [CALLS[:3]] if together else [[call] for call in CALLS[:3]]
    if draw.random.random() < 0.5:
        groups += [[call] for call in CALLS[3:]]
    for calls in groups:
        for arch in ["b32", "b64"]:
            if not draw.odd(0.3):
                rules.append(syscall_rule(draw, arch, calls, style))
    for program in ["/sbin/insmod", "/sbin/rmmod", "/sbin/modprobe", "/bin/kmod"]:
        if draw.random.random() < 0.5:
            rules.append(watch(draw, program))
    for arch in draw.random.choice([[], [""], ["b32", "b64"]]):
        rules.append(kmod_rule(draw, arch))
    for usual, others in [("-e 2", ["-e  2", "-e2", " -e 2", "-e 2 # end", "-e 1", "-e\n2", "-e 22", "-e 0x2", "-e\t2\v", "-e 02", "-e 2;"]),
                          ("-c", ["-c ", " -c", "-c x", "--continue", "-c\r", "-C", "-c\n\n-e 2", "-i"]),
                          ("-a task,never", ["-a never,task", "-a task,never -k x", " -a  task,never", "-a\ntask,never"])]:
        if draw.random.random() < (0.15 if "task" in usual else 0.5):
            rules.append(draw.usually(usual, *others, factor=2))
    if draw.odd(2) and rules:
        rules.append(draw.random.choice(rules))
    return rules


def dressed(draw, rule):
    """A rule as it may stand in a file: behind blanks, in a comment, between other lines."""
    lead = draw.usually("", " ", "\t", "\n\n", "#", "# ", "x", factor=0.5)
    tail = draw.usually("", " ", "\t", " \t", "\r", "#", " \\", factor=0.4)
    before = draw.usually("", "# modules \u00e4\n", "-D\n-b 8192\n", "## " + "long " * 1700 + "\n", "\n", factor=0.8)
    return before + lead + rule + tail + draw.usually("\n", "\r\n", "\r", "\n\n \n", factor=0.3)


def content(draw, rules):
    text = "".join(dressed(draw, rule) for rule in rules)
    if draw.odd(0.5):
        text = text.rstrip("\n")
    if draw.odd(0.3):
        text = text.replace("\n", draw.random.choice(["\r\n", "\r", "\n\n", " \n", "\n\t"]))
    if draw.odd(0.2):
        text = draw.random.choice(["\ufeff", "\n", "-a always,exit", "-w /a -p x -k " + "k" * 5000 + "\n"]) + text
    data = text.encode(draw.usually("utf-8", "utf-16", "latin-1", factor=0.1), "replace")
    if draw.odd(0.4) and data:
        place = draw.random.randrange(len(data))
        data = data[:place] + draw.random.choice(UNUSUAL) + data[place:]
    if draw.odd(0.15):
        data += b"#" * (4096 - len(data) % 4096 + draw.random.choice([-1, 0, 1]))
    return data


def file_name(draw, number):
    plain = f"{draw.random.randrange(100):02}-{draw.random.choice(['modules', 'stig', 'site'])}{number}.rules"
    return draw.usually(plain, ".hidden.rules", ".rules", "a.rules~", "a.rules.rpmsave", "sub/a.rules", "sub/deep/er/a.rules",
                        "dir.rules/a", "dir.rules/b.rules", "\u00e4.rules", "new\nline.rules", "end.rules\n", "A.RULES",
                        "a.rules ", "43-module-load.rules", "b\udcff.rules", "with blank.rules", "-dash.rules", "a.rules\r", "*.rules",
                        "back\\slash.rules", "rules", "a.rules.rules", "long" * 60 + ".rules", "n\udcff/b.rules", "a.rules/b.rules",
                        "\ufeffa.rules", "et\u00e9\n/b.rules", "a.rulesx", "b\udcff/c/d.rules", factor=1.5)


def unit_text(draw, loader, newer):
    word = draw.usually(loader, "augenrules", "auditctl", factor=0.5)
    command = {"augenrules": "augenrules --load", "auditctl": "auditctl -R /etc/audit/audit.rules"}[word]
    if newer:
        lines = ["ExecStart=" + draw.usually("/usr/sbin/", "/sbin/", "-/sbin/", "/usr/bin/", factor=2) + command]
    else:
        lines = [draw.usually("ExecStartPost=-/sbin/" + command, "ExecStartPost=/sbin/" + command, "#ExecStartPost=-/sbin/" + command,
                              " ExecStartPost=-/sbin/" + command, "Requires=augenrules.service", "Requires=augenrules-service",
                              "ExecStartPost=-/usr/sbin/" + command, factor=1.5)]
    if draw.odd():
        lines.append("ExecStartPost=-/sbin/auditctl -R x")
    if draw.odd(0.5):
        lines.append(lines[0])
    text = draw.usually("[Service]\n", "", "\ufeff", "\r\n", factor=0.3) + "\n".join(lines) + draw.usually("\n", "", "\r\n")
    return text.replace("\n", draw.usually("\n", "\r\n", "\r", factor=0.2)).encode()


def add_units(draw, tree, loader):
    kind = draw.usually("both", "older", "newer", "none", factor=2)
    if kind in ("both", "older"):
        tree[UNITS + "auditd.service"] = unit_text(draw, loader, False)
    if kind in ("both", "newer"):
        tree[UNITS + "audit-rules.service"] = unit_text(draw, loader, True)
    for name in [name for name in tree if name.startswith(UNITS)]:
        if draw.odd(0.2):
            tree[UNITS + "real"] = tree[name]
            tree[name] = Link(draw.random.choice(["real", UNITS + "real", "gone"]))
    if draw.odd(0.2) and UNITS + "auditd.service" in tree:
        tree[UNITS + "auditd.service"] = draw.random.choice([b"\xff\n", b"", b"\0" + unit_text(draw, loader, False), Fifo(), EMPTY])
    if draw.odd(0.2):
        tree["/etc/systemd/system/auditd.service.d/x.conf"] = unit_text(draw, loader, False)


def add_links(draw, tree):
    files = [name for name in tree if name.startswith(RULES) and isinstance(tree[name], bytes)]
    if files and draw.odd():
        name = draw.random.choice(files)
        tree["/etc/audit/store/x"] = tree[name]
        depth = name.count("/", len(RULES))  # below rules.d, which is three below the root
        targets = ["../" * (depth + 1) + "store/x", "../" * (depth + 3) + "etc/audit/store/x",
                   "../" * (depth + 8) + "etc/audit/store/x", "/etc/audit/store/x", "gone", os.path.basename(name)]
        tree[name] = Link(draw.random.choice(targets))
    if files and draw.odd():
        tree[RULES + "zz-copy.rules"] = Link(os.path.relpath(draw.random.choice(files), RULES))
    if draw.odd(0.6):
        tree["/etc/audit/more/m.rules"] = content(draw, all_rules(draw))
        tree[RULES + "more"] = Link(draw.random.choice(["../more", "/etc/audit/more", "..", ".", "../more/m.rules"]))
    if draw.odd(0.4):
        tree[RULES + "pipe.rules"] = Fifo()
    if draw.odd(0.4):
        tree[RULES + "none.rules"] = EMPTY
    if draw.odd(0.3):
        tree[RULES + "one/x.rules"] = content(draw, all_rules(draw))
        tree[RULES + "one/other"] = Link("../other")
        tree[RULES + "other/one"] = Link("../one")
    if draw.odd(0.3):
        tree["/etc/audit/audit.rules"] = draw.random.choice([Fifo(), EMPTY, b"", Link("rules.d"), Link("audit.rules"), Link("audit.rules.prev")])


def move_directory(draw, tree):
    """rules.d or /etc/audit itself as a link."""
    old, new, target = draw.random.choice([("/etc/audit/rules.d/", "/etc/audit/real.d/", "real.d"),
                                           ("/etc/audit/rules.d/", "/etc/audit/real.d/", "/etc/audit/real.d"),
                                           ("/etc/audit/", "/etc/real/", "real"), ("/etc/audit/", "/srv/audit/", "../srv/audit"),
                                           ("/usr/lib/", "/lib/", "../lib"), ("/usr/", "/opt/usr/", "opt/usr"),
                                           ("/etc/", "/srv/etc/", "srv/etc"), ("/etc/", "/srv/etc/", "/srv/etc")])
    for name in [name for name in tree if name.startswith(old)]:
        tree[new + name[len(old):]] = tree.pop(name)
    tree[old.rstrip("/")] = Link(target)


def draw_tree(random):
    draw = Drawer(random, random.choice([0.0, 0.03, 0.08, 0.2]))
    tree = {}
    loader = "augenrules" if random.random() < 0.75 else "auditctl"
    rules = all_rules(draw)
    if loader == "auditctl" or draw.odd(2):
        name = draw.usually("audit.rules", "audit.rules.bak", "auditXrules", "audit.rules.d/x", "xaudit.rules", "audit.rule",
                            "etc/audit/audit.rules", "a/etc/audit/auditzrules", "audit.rules/x", "audit\nrules", "b\udcff/audit.rules")
        tree["/etc/audit/" + name] = content(draw, rules)
        if draw.odd(2):
            tree["/etc/audit/audit.rules.prev"] = content(draw, all_rules(draw))
    if loader == "augenrules" or draw.odd(2):
        parts = random.choice([1, 1, 2, 3])
        for number in range(parts):
            tree[RULES + file_name(draw, number)] = content(draw, rules[number::parts])
    if random.random() < 0.4:
        tree[RULES + "43-module-load.rules"] = draw.usually(MODULE_LOAD, MODULE_LOAD[:-1], MODULE_LOAD + "\n", "", "\0",
                                                            MODULE_LOAD + "\0x", "\ufeff" + MODULE_LOAD, MODULE_LOAD * 2,
                                                            MODULE_LOAD.replace("64", "64 "), MODULE_LOAD + "\u00e4", MODULE_LOAD.replace("\n", "\r\n"),
                                                            MODULE_LOAD.replace("F key=", "k "), factor=4).encode()
    add_units(draw, tree, loader)
    add_links(draw, tree)
    if draw.odd(0.5):
        move_directory(draw, tree)
    for directory in ["/etc/audit/", "/etc/", "/usr/"]:
        if draw.odd(0.05):
            tree = {name: what for name, what in tree.items() if not name.startswith(directory)}
    return tree


def write_tree(tree, root):
    """Writes what can be: of two names one of which would be a directory for the other, the first wins."""
    for name, what in sorted(tree.items(), key=lambda item: item[0]):
        path = os.fsencode(root) + name.encode("utf-8", "surrogateescape")
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if isinstance(what, Link):
                os.symlink(what.target, path)
            elif isinstance(what, Fifo):
                os.mkfifo(path)
            elif what is EMPTY:
                os.mkdir(path)
            else:
                with open(path, "xb") as file:
                    file.write(what)
        except OSError:
            pass
