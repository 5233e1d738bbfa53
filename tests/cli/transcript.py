"""Transcripts: commands with what they print and how they end, kept as text.

In a .t file what is indented by two blanks is a transcript, the rest is prose; in Markdown, what stands in a ```console
block.  A line that begins with "$ " is a command for sh (lines that begin with "> " go on with it), what follows is
what it prints, standard error included, and "[exit N]" at its end says that it ends with N and not 0.
"""

import re
from dataclasses import dataclass, field

INDENT = "  "


@dataclass
class Step:
    line: int  # of the command, from 1
    command: list = field(default_factory=list)
    expected: list = field(default_factory=list)
    end: int = 0  # the line after the last that belongs to it




def transcript_lines(path, text):
    """(number, text or None): None is prose and ends a step."""
    inside = False
    pending = 0
    for number, line in enumerate(text.split("\n"), 1):
        if path.suffix == ".md":
            if line.startswith("```"):
                inside = line.strip() == "```console" if not inside else False
                yield number, None
            else:
                yield number, line if inside else None
        elif line.startswith(INDENT):
            for blank in range(number - pending, number):
                yield blank, ""
            pending = 0
            yield number, line[len(INDENT):]
        elif line == "":
            pending += 1  # part of the output only if more of it follows
        else:
            pending = 0
            yield number, None


def parse(path, text):
    steps = []
    step = None
    for number, line in transcript_lines(path, text):
        if line is None:
            step = None
        elif line.startswith("$ "):
            while step and step.expected and step.expected[-1] == "":
                step.expected.pop()
                step.end -= 1
            step = Step(number, [line[2:]], [], number + 1)
            steps.append(step)
        elif step is None:
            if line:
                raise ValueError(f"{path}:{number}: output without a command")
        elif line.startswith("> ") and not step.expected:
            step.command.append(line[2:])
            step.end = number + 1
        else:
            step.expected.append(line)
            step.end = number + 1
    return steps


def replace(path, text, outcomes):
    """The text with what each step really printed: [(step, lines)]."""
    lines = text.split("\n")
    indent = "" if path.suffix == ".md" else INDENT
    for step, printed in reversed(outcomes):
        start = step.line - 1 + len(step.command)
        lines[start : step.end - 1] = [indent + line if line else "" for line in printed]
    return "\n".join(lines)


def normalised(output, status, places):
    """What a transcript holds of a run: paths of this machine become names."""
    for name, place in places:
        output = output.replace(place, name)
    output = re.sub(r"\n+\Z", "\n", output)
    lines = output.split("\n")[:-1] if output.endswith("\n") else output.split("\n") if output else []
    if output and not output.endswith("\n"):
        lines[-1] += "[no newline]"
    return lines + ([f"[exit {status}]"] if status else [])
