"""What the layout of the repository promises, as checks over {path: text}.

A check returns its complaints, each "path:line: what is wrong".  layout_test.py holds every check against the repository
and against a small tree that breaks it.
"""

import re
from pathlib import PurePosixPath

# Which folders a folder's sources and headers may include besides its own (ARCHITECTURE.md has the same table).
LIBRARY = ["base", "uapi", "rules", "source", "filter", "controls", "trail", "modules"]
ALLOWED = {
    "base": [],
    "uapi": ["base"],
    "rules": ["base", "uapi"],
    "source": ["base", "uapi", "rules"],
    "filter": ["base", "uapi", "rules"],
    "controls": ["base", "uapi", "rules", "filter"],
    "trail": ["base", "uapi"],
    "modules": ["base", "uapi", "trail"],
    "host": ["base", "uapi", "rules", "trail", "modules"],
    "sink": ["base", "uapi", "trail"],
    "report": LIBRARY,
    "cli": LIBRARY + ["host", "sink", "report"],
}
# Libraries that one source file sees.
CONFINED = {"CLI11": r"CLI/", "nlohmann-json": r"nlohmann/", "libyaml": r"yaml\.h", "PCRE2": r"pcre2\.h",
            "OpenSSL": r"openssl/", "toml++": r"toml\+\+/", "zlib": r"zlib\.h",
            "zstd": r"zstd.*\.h", "liblzma": r"lzma\.h", "SQLite": r"sqlite3\.h"}
# Headers that cost every file that includes them.
HEAVY = r"(iostream|regex|filesystem|fmt/.*|CLI/.*|nlohmann/.*)"
LONGEST = 600

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def folder_of(path):
    """The folder a file counts as, or None: include/modtrail/rules/rule.h and src/rules/parse.cc are both "rules"."""
    parts = PurePosixPath(path).parts
    if parts[:2] == ("include", "modtrail") and len(parts) > 3:
        return parts[2]
    if parts[:1] == ("src",) and len(parts) > 2:
        return parts[1]
    return None


def is_code(path):
    return path.endswith((".cc", ".h"))


def is_test(path):
    return path.endswith("_test.cc") or not path.startswith(("src/", "include/"))


def includes(text):
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(2)


def included_folder(path, name, files):
    if name.startswith("modtrail/"):
        return PurePosixPath(name).parts[1]
    if f"src/{name}" in files:  # private headers, as seen from src/
        return PurePosixPath(name).parts[0] if "/" in name else None
    beside = str(PurePosixPath(path).parent / name)
    return folder_of(beside) if beside in files else None


def code_only(text):
    """The text without comments and string literals; line breaks stay."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    return re.sub(pattern, lambda found: "\n" * found.group(0).count("\n") + " ", text, flags=re.DOTALL)


def check_includes(files):
    """Folders include what the table allows; tests may include everything."""
    for path, text in files.items():
        folder = folder_of(path)
        if folder is None or not is_code(path) or is_test(path):
            continue
        if folder not in ALLOWED:
            yield f"{path}:1: '{folder}' is not a folder of the plan"
            continue
        for number, name in includes(text):
            if ".." in name:
                yield f"{path}:{number}: {name}: name it from src/"
                continue
            other = included_folder(path, name, files)
            if other is not None and other != folder and other not in ALLOWED[folder]:
                yield f"{path}:{number}: {folder} must not include {other} ({name})"


def check_confined(files):
    """A library with a large surface is seen by one source file."""
    for library, pattern in CONFINED.items():
        seen = {}
        for path, text in files.items():
            if not is_code(path) or is_test(path):
                continue
            for number, name in includes(text):
                if re.match(pattern, name):
                    seen.setdefault(path, number)
        for path, number in seen.items():
            if path.endswith(".h"):
                yield f"{path}:{number}: {library} in a header"
        if len(seen) > 1:
            for path, number in sorted(seen.items()):
                yield f"{path}:{number}: {library} is seen by {len(seen)} files, not by one"


def check_headers(files):
    """No header includes what makes every file that includes it slow; every header has #pragma once."""
    for path, text in files.items():
        if not path.endswith(".h") or "<gtest/" in text:  # what only tests see
            continue
        if "#pragma once" not in text.splitlines():
            yield f"{path}:1: no #pragma once"
        for number, name in includes(text):
            if re.fullmatch(HEAVY, name):
                yield f"{path}:{number}: <{name}> in a header"


def check_names(files):
    """Two types of one name in one namespace are one type to the linker: no header may define another's."""
    seen = {}
    for path, text in files.items():
        if not path.endswith(".h") or is_test(path):
            continue
        space = ""
        for number, line in enumerate(text.splitlines(), 1):
            if opened := re.match(r"namespace ([\w:]+) {", line):
                space = opened.group(1)
            found = re.match(r"(?:struct|class|enum class|union) (\w+)\b[^;]*{", line)
            if not found:
                continue
            first = seen.setdefault((space, found.group(1)), f"{path}:{number}")
            if first.partition(":")[0] != path:
                yield f"{path}:{number}: {found.group(1)} is defined at {first}, too"


def check_errors(files):
    """Errors are values: nothing throws, no TRY leaks what a braced list holds already, and nothing uses <regex>."""
    for path, text in files.items():
        if not is_code(path) or is_test(path):
            continue
        for number, line in enumerate(code_only(text).splitlines(), 1):
            if re.search(r"\bthrow\b", line):
                yield f"{path}:{number}: throw"
            if re.search(r"\{(?:[^\s{};][^{};]*)?\bTRY\(", line):
                yield f"{path}:{number}: TRY in a braced list"
        for number, name in includes(text):
            if name == "regex":
                yield f"{path}:{number}: <regex>"


def check_lengths(files):
    """A file one can read in one go."""
    for path, text in files.items():
        lines = text.count("\n")
        if path.startswith(("src/", "include/")) and is_code(path) and lines > LONGEST:
            yield f"{path}:{lines}: {lines} lines, {LONGEST} at most"


# Top folders of a Linux system, and what tests call a folder that is not there.
ROOTS = "nosuch bin boot dev etc home lib lib64 mnt opt proc root run sbin srv sys tmp usr var".split()
# An absolute path of two or more parts that stands on its own; URLs and the middle of a relative path are not.
ABSOLUTE = re.compile(r"(?<![\w./:}>$*)~-])/([\w.-]+)/[\w.-]")
UPWARDS = re.compile(r"(?<![\w./])((?:\.\./)+[\w.-]+)")
NOT_PROSE = ("tests/cases/", "tests/rules/", "tests/inputs/", "tests/cli/", "fuzz/", "controls/", "examples/")


def is_words_or_scripts(path, text):
    if path.startswith(NOT_PROSE) or is_code(path):
        return False
    return path.endswith((".md", ".py", ".sh", ".txt", ".json", ".cmake")) or text.startswith("#!")


def check_alone(files):
    """Documents and scripts name no place outside the repository but the well-known ones of a Linux system."""
    for path, text in files.items():
        if not is_words_or_scripts(path, text):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for found in ABSOLUTE.finditer(line):
                if re.search(r"\$\{?\w+\}?[\"']$", line[: found.start()]):
                    continue
                if found.group(1) not in ROOTS:
                    yield f"{path}:{number}: {found.group(0)}... is no path of a Linux system"
            for found in UPWARDS.finditer(line):
                depth = len(PurePosixPath(path).parts) - 1
                if found.group(1).count("../") > depth:
                    yield f"{path}:{number}: {found.group(1)} leaves the repository"


LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
CODE_SPAN = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
FOLDERS = ("src/", "include/", "tests/", "docs/", "tools/", ".ci/", "examples/", "controls/", "cmake/", "bench/",
           "fuzz/", "man/", "packaging/")


def anchor(heading):
    text = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading.strip().lower())
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text))


def anchors(text):
    return {anchor(found) for found in re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)}


def exists(name, files):
    folder = name.rstrip("/") + "/"
    return name in files or any(path.startswith(folder) for path in files)


def blank_fences(text):
    return FENCE.sub(lambda found: "\n" * found.group(0).count("\n"), text)


def normal(path):
    parts = []
    for part in PurePosixPath(path).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def check_links(files):
    """Every link and every file a document names is there."""
    for path, text in files.items():
        if not path.endswith(".md"):
            continue
        for number, line in enumerate(blank_fences(text).splitlines(), 1):
            for target in LINK.findall(line):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, heading = target.partition("#")
                whole = normal(PurePosixPath(path).parent / name) if name else path
                if not exists(whole, files):
                    yield f"{path}:{number}: link to {target}: no such file"
                elif heading and heading not in anchors(files.get(whole, "")):
                    yield f"{path}:{number}: link to {target}: no such heading"
            for span in CODE_SPAN.findall(line):
                name = span.rstrip("/")
                if name.startswith(FOLDERS) and re.fullmatch(r"[\w./-]+", name) and not exists(name, files):
                    yield f"{path}:{number}: `{span}`: no such file"


SECTION = re.compile(r"docs/([\w-]+\.md),? sections? ([\d.]+(?:(?:,| and) [\d.]+)*)")


def check_sections(files):
    """Where code points at a section of a document, the section is there."""
    for path, text in files.items():
        if path.endswith(".md") or path.startswith("tests/layout/"):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for found in SECTION.finditer(line):
                document = files.get("docs/" + found.group(1))
                if document is None:
                    yield f"{path}:{number}: docs/{found.group(1)}: no such file"
                    continue
                for section in re.findall(r"\d+(?:\.\d+)?", found.group(2)):
                    if not re.search(rf"^#+ {re.escape(section)}[. ]", document, re.MULTILINE):
                        yield f"{path}:{number}: docs/{found.group(1)} has no section {section}"


CITED = re.compile(r"\[([A-Z]+\d[^\]]*)\]")
CASE_ID = re.compile(r"\b[A-Z]{1,2}\d+[a-z]*\b")


def check_cases(files):
    """A fact of docs/kernel-semantics.md names cases that are there, or that are known to be left out."""
    known = set(re.findall(r"^\| (\w+) ", files.get("tests/cases/LEFT_OUT.md", ""), re.MULTILINE))
    for path, text in files.items():
        if path.startswith("tests/cases/") and path.endswith(".cases"):
            known.update(re.findall(r"^case (\w+)", text, re.MULTILINE))
    document = files.get("docs/kernel-semantics.md", "")
    for cited in CITED.finditer(document):
        for case in CASE_ID.findall(cited.group(1)):
            if case not in known:
                line = document.count("\n", 0, cited.start()) + 1
                yield f"docs/kernel-semantics.md:{line}: {case} is no case of tests/cases"


CONFLICT = re.compile(r"(<{7}|>{7}) \S")


def check_conflicts(files):
    """No merge was left undecided."""
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if CONFLICT.match(line):
                yield f"{path}:{number}: a conflict that nobody has decided"


CHECKS = [check_includes, check_confined, check_headers, check_names, check_errors, check_lengths, check_alone, check_links,
          check_sections, check_cases, check_conflicts]
