"""fix --install and fix --load on a running machine: rulesets with gaps, whose witnesses must then be recorded.

A first guest tells, by `check`, which rulesets have gaps and an attempt for each. In a second one each ruleset is put
into the machine's files and loaded by the real auditctl, or augenrules where it is a rules.d; its witnesses are made,
and lost; `fix` closes the gaps; the files are loaded anew as at boot; and the same attempts and a few others must leave
a record. Then `check` must pass, a second `fix` find nothing, and the site's lines stand as they were, but for those
that are commented out.
"""

import random
import re

import generate
import guest_machine
from machine_files import (APPEND, DIRECTORY, MODTRAIL, RULES, cleared, complain, documents, facts_of, files_of, fresh,
                           rulesets, text_of, write)

IDS = ["auid", *generate.IDS]
AS_AT_BOOT = ["auditctl -D", "auditctl -e 1", "auditctl -r 0"]
COMMENTED = "# modtrail: "
LOCK = ("-e 2", "-e 0 -e 2")


class Site:
    """A ruleset as the files of a machine."""

    def __init__(self, name, lines):
        self.name, self.lines = name, lines
        self.random = random.Random(name)
        self.merged = self.random.random() < 0.5
        self.files = self.as_directory() if self.merged else {RULES: text_of(lines)}

    def as_directory(self):
        names = self.random.sample(["10-base.rules", "30-site.rules", "50-x.rules", "99-finalize.rules", "audit.rules"], 3)
        cuts = sorted(self.random.randrange(len(self.lines) + 1) for _ in range(2))
        parts = [self.lines[:cuts[0]], self.lines[cuts[0]:cuts[1]], self.lines[cuts[1]:]]
        return {f"{DIRECTORY}/{name}": text_of(part) for name, part in zip(names, parts) if part}

    def written(self):
        return [write(path, text) for path, text in self.files.items()]

    def load(self):
        return "program /usr/sbin/augenrules --load" if self.merged else f"auditctl -R {RULES}"

    def place(self):
        return DIRECTORY if self.merged else RULES

    def stands(self, after):
        """Every line is there, in order, or commented out."""
        wrong = []
        for path, text in self.files.items():
            left = after.get(path, "").split("\n")
            for line in text.split("\n")[:-1]:
                while left and left[0] not in (line, COMMENTED + line):
                    left.pop(0)
                if not left:
                    wrong.append(f"{path}: the line '{line}' is gone")
                    break
                left.pop(0)
        return wrong


# ---- witnesses ----

def mentions(lines, pattern):
    """Does a rule look at such a field? What none looks at may be anything."""
    return any(re.search(rf"[ ]({pattern})[!<>=&]", line) for line in lines)


def exit_of(witness):
    return witness.get("exit", 0 if witness.get("success", True) else -1)


def made_exit(witness, lines):
    """An exit code that this guest can bring about, and that no rule tells from the witness's."""
    possible, wanted = generate.EXITS[witness["syscall"]], exit_of(witness)
    if wanted in possible or mentions(lines, "exit"):
        return wanted if wanted in possible else None
    return 0 if wanted >= 0 or wanted < -4095 else possible[1]


def is_exact(witness, lines):
    """Can it be made as it is? A process's ids, session and label cannot be chosen."""
    looked_at = mentions(lines, "pid|ppid|sessionid|subj_[a-z]+") or (mentions(lines, "a[0-3]") and exit_of(witness) != -1)
    program = witness.get("exe", "/usr/bin/kmod") in generate.PROGRAMS or not mentions(lines, "exe")
    return not looked_at and program and made_exit(witness, lines) is not None and not witness.get("auditd")


def words_of(witness, lines):
    words = {"abi": witness["abi"], "syscall": witness["syscall"], "pers": witness.get("pers", 0)}
    words.update({name: witness[name] for name in IDS if name in witness})
    if witness.get("groups"):
        words["groups"] = ",".join(map(str, witness["groups"]))
    if witness.get("exe") in generate.PROGRAMS:
        words["exe"] = witness["exe"]
    words["exit"] = -1 if mentions(lines, "a[0-3]") else made_exit(witness, lines) or 0
    if mentions(lines, "a[0-3]"):
        words["args"] = ",".join(map(str, witness.get("args", [0])))
    for name, value in witness.get("birth", {}).items():
        if name in IDS:
            words[f"birth.{name}"] = value
    return "attempt " + " ".join(f"{name}={value}" for name, value in words.items())


def witnesses_of(document):
    return [row["witness"] for row in document["coverage"] if row.get("witness") and row["abi"] != "x32"]


def with_gaps(sites, release, options):
    """{site: [witness]} of those that have a gap, as the program on the machine itself says."""
    steps = {site.name: [*fresh(), *site.written(),
                         f"{MODTRAIL} check --format json --assume loaded-rules=as-files", *cleared()] for site in sites}
    _, guests = guest_machine.judge(steps, release, APPEND, programs=[options.program])
    out = {}
    for site in sites:
        said = documents(guests[site.name])
        found = witnesses_of(said[0]) if said else []
        if found:
            out[site] = found
    return out


# ---- what is done ----

def other_attempts(site, facts, count):
    generator, out = generate.Generator(f"{site.name}/attempts", facts), []
    while len(out) < count:
        words = generator.attempt()
        if words["abi"] != "x32" and words["syscall"] in generate.EXITS and words.get("birth") != "none":
            out.append("attempt " + " ".join(f"{name}={value}" for name, value in words.items()))
    return out


def install_steps(site, attempts, others):
    return [*fresh(), *site.written(), *AS_AT_BOOT, site.load(), *attempts,
            f"{MODTRAIL} fix --install --allow-changes", *AS_AT_BOOT, site.load(), *attempts, *others,
            f"{MODTRAIL} check --quiet", f"{MODTRAIL} fix --check --quiet", f"files {site.place()}", *cleared()]


def load_steps(site, attempts, others):
    return [*fresh(), *site.written(), *AS_AT_BOOT, site.load(), *attempts,
            f"{MODTRAIL} fix --quiet --load --allow-changes", *attempts, *others,
            f"{MODTRAIL} fix --quiet --load", *cleared()]


def install_complaints(site, answers):
    statuses = [int(status) for status in answers.of("rc")]
    boot = len(AS_AT_BOOT)
    fix, check, again = statuses[boot + 1], statuses[-2], statuses[-1]
    if fix == 1:  # rules alone cannot close this one: it says what can
        told = any("rules cannot close this: " in line for line in answers.of("says"))
        return None if told else ["fix --install ends with 1, and does not say why"]
    wrong = [f"fix --install ends with {fix}"] if fix != 0 else []
    wrong += [f"after it check ends with {check}"] if check != 0 else []
    wrong += [f"a second fix ends with {again}"] if again != 0 else []
    return wrong + site.stands(files_of(answers)[0])


def load_complaints(answers):
    statuses = [int(status) for status in answers.of("rc")]
    wrong = [f"fix --load ends with {statuses[-2]}"] if statuses[-2] != 0 else []
    return wrong + ([f"a second one with {statuses[-1]}"] if statuses[-1] != 0 else [])


def attempt_complaints(site, answers, witnesses):
    told = answers.of("attempt")
    before, after = told[:len(witnesses)], told[len(witnesses):]
    wrong = [f"a witness is no witness: {line}" for line, witness in zip(before, witnesses)
             if is_exact(witness, site.lines) and not line.startswith("lost")]
    return wrong + [f"unrecorded: {line}" for line in after if not line.startswith("recorded")]


def complaints(site, way, answers, witnesses):
    # Rules that record every call can delay the guest's own marker: then what was not seen counts as lost.
    errors = [error for error in answers.of("error") if "marker" not in error]
    if not answers.complete or errors:
        return [f"the guest said {errors} {answers.of('says')[-3:]}"]
    said = install_complaints(site, answers) if way == "--install" else load_complaints(answers)
    return None if said is None else said + attempt_complaints(site, answers, witnesses)


def run(release, options):
    """Passed, failed."""
    facts = facts_of(release)
    made = rulesets(f"{options.seed}.fix.{release}", options.fixes * 5 // 4 + 4, facts, LOCK)
    gaps = with_gaps([Site(name, lines) for name, lines in made.items()], release, options)
    gaps = dict(list(gaps.items())[:options.fixes])
    ways, steps = {}, {}
    for number, (site, witnesses) in enumerate(gaps.items()):
        ways[site] = "--load" if number % 4 == 3 else "--install"
        arrange = load_steps if ways[site] == "--load" else install_steps
        steps[site.name] = arrange(site, [words_of(witness, site.lines) for witness in witnesses], other_attempts(site, facts, 4))
    _, guests = guest_machine.judge(steps, release, APPEND, programs=[options.program])
    passed, failed, more = 0, 0, 0
    for site, witnesses in gaps.items():
        wrong = complaints(site, ways[site], guests[site.name], witnesses)
        passed, failed, more = passed + (wrong == []), failed + bool(wrong), more + (wrong is None)
        if wrong:
            complain(f"{site.name}: fix {ways[site]} {'of rules.d' if site.merged else ''}", site.lines, wrong)
    exact = sum(is_exact(witness, site.lines) for site, witnesses in gaps.items() for witness in witnesses)
    print(f"fix on {release}: after {passed} rulesets with gaps all is recorded, after {failed} not, {more} take more than "
          f"rules; {sum(map(len, gaps.values()))} witnesses, {exact} of them made to the letter")
    return passed, failed
