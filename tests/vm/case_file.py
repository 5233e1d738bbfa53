"""Reads tests/cases/*.cases; the format is described in tests/cases/README.md."""

import dataclasses
import re


class Malformed(Exception):
    pass


@dataclasses.dataclass
class Attempt:
    words: str
    outcome: str  # "recorded" or "lost"
    key: str = ""  # percent-encoded, as in the file; empty: the record has none

    def expected(self):
        return self.outcome + (f" key={self.key}" if self.key else "")


@dataclasses.dataclass
class Case:
    where: str
    id: str
    title: str
    facts: dict
    world: list = dataclasses.field(default_factory=list)  # (word, rest) before the load
    rules: bytes | None = None
    status: int | None = None
    listed: list | None = None
    steps: list = dataclasses.field(default_factory=list)  # Attempt, or str for a change of the world after the load

    def attempts(self):
        return [step for step in self.steps if isinstance(step, Attempt)]


WORLD = {"directory", "file", "text", "link", "hardlink", "mode", "inode", "mount", "missing"}


def unescaped(text):
    """\\t, \\r, \\\\, \\xHH, and \\- for nothing (an empty line, a blank at the end)."""
    plain = {"t": "\t", "r": "\r", "\\": "\\", "-": ""}
    return re.sub(r"\\(x([0-9a-fA-F]{2})|.)", lambda m: chr(int(m[2], 16)) if m[2] else plain[m[1]], text)


def parse_facts(text):
    return dict(word.split("=", 1) for word in text.split())


def parse_attempt(text, where):
    words, arrow, outcome = text.partition(" -> ")
    verdict, _, key = outcome.partition(" key=")
    if not arrow or verdict not in ("recorded", "lost"):
        raise Malformed(f"{where}: an attempt ends in '-> recorded [key=K]' or '-> lost'")
    return Attempt(words, verdict, key)


def read(path):
    cases, defaults, block, escaped = [], {}, None, False
    for number, line in enumerate(path.read_text().split("\n"), 1):
        where = f"{path.name}:{number}"
        if line.startswith("  "):
            if block is None:
                raise Malformed(f"{where}: indented, but not under 'rules' or 'lists'")
            block.append(unescaped(line[2:]) if escaped else line[2:])
            continue
        block, escaped = None, False
        word, _, rest = line.partition(" ")
        if not word or word.startswith("#"):
            continue
        if word == "case":
            identifier, _, title = rest.partition(" ")
            cases.append(Case(where, identifier, title, dict(defaults)))
        elif word == "facts":
            (cases[-1].facts if cases else defaults).update(parse_facts(rest))
        elif not cases:
            raise Malformed(f"{where}: before the first case")
        elif word == "rules":
            block, escaped = [], rest == "escaped"
            cases[-1].rules = block
        elif word == "lists":
            cases[-1].listed = block = []
        elif word == "loads":
            cases[-1].status = int(rest.removeprefix("rc="))
        elif word == "attempt":
            cases[-1].steps.append(parse_attempt(rest, where))
        elif word == "then":
            cases[-1].steps.append(rest)
        elif word == "undecided":
            pass  # about the model; a guest knows
        elif word in WORLD:
            cases[-1].world.append((word, rest))
        else:
            raise Malformed(f"{where}: unknown line '{word}'")
    for case in cases:
        if case.rules is not None:
            case.rules = "".join(rule + "\n" for rule in case.rules).encode()
    return cases
