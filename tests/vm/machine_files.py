"""What the tests of the running machine share: rulesets as the files of a guest, and what programs there print."""

import json

import generate

VERSIONS = {"bullseye": ("5.10", "3.0"), "bookworm": ("6.1", "3.0.9"), "trixie": ("6.12", "4.0.2")}
APPEND = "audit=1 lsm=lockdown,yama,apparmor"
MODTRAIL = "program /usr/bin/modtrail"
RULES = "/etc/audit/audit.rules"
DIRECTORY = "/etc/audit/rules.d"
COMPLETE = ["-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules",
            "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules"]


def facts_of(release):
    kernel, version = VERSIONS[release]
    return {"kernel": kernel, "auditctl": version, "x32": "off", "lsm": "lockdown,capability,yama,apparmor"}


def fresh():
    out = []
    for place in ("/etc/audit", "/var/lib/modtrail", "/var/log/audit"):
        out.append(f"world mount {place} tmpfs mode=755")
    return out + [f"world {line}" for line in generate.WORLD]


def cleared():
    return [f"world unmount {place}" for place in ("/etc/audit", "/var/lib/modtrail", "/var/log/audit")]


def text_of(lines):
    return "".join(line + "\n" for line in lines)


def write(path, text):
    return f"write {path} {text.encode().hex()}"


def rulesets(seed, count, facts, left_out=()):
    """{name: lines} without lines that begin so."""
    features = generate.features_of(seed, count, 5)
    out = {}
    for number in range(count):
        generator = generate.Generator(f"{seed}/{number}", facts)
        made = [generator.attempt() for _ in range(6)]
        lines = generator.ruleset(made, features[number])
        out[f"{seed}/{number}"] = [line for line in lines if not line.startswith(left_out)]
    return out


def documents(answers):
    """The JSON documents that programs printed, in order."""
    text, out = "\n".join(answers.of("says")), []
    decoder = json.JSONDecoder()
    at = text.find("{\n")
    while at >= 0:
        document, end = decoder.raw_decode(text, at)
        out.append(document)
        at = text.find("{\n", end)
    return out


def files_of(answers):
    """What the guest read, each time: [{path: text}]; a reading begins where a path comes again."""
    out = [{}]
    for line in answers.of("file"):
        path, _, data = line.partition(" ")
        if path in out[-1]:
            out.append({})
        out[-1][path] = bytes.fromhex(data).decode(errors="surrogateescape")
    return out


def complain(name, lines, wrong):
    print(f"{name}\n" + "".join(f"    | {line}\n" for line in lines) + "".join(f"  {line}\n" for line in wrong))
