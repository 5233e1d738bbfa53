"""check on a running machine: what its kernel holds, the files, and the drift between them."""

import guest_machine
from machine_files import (APPEND, MODTRAIL, RULES, VERSIONS, cleared, complain, documents, facts_of, fresh, rulesets,
                           text_of, write)

DRIFT = {"rule-not-loaded", "rule-not-in-files", "rules-reordered", "setting-differs"}
SETTINGS = ("-e", "-f", "-r", "-b")
DISTURBANCES = [
    ("nothing is done", [], set()),
    ("a rule is deleted", ["auditctl -d always,exit -F arch=b64 -S 999 -S init_module -k one-more"], {"rule-not-loaded"}),
    ("a never rule is put first", ["auditctl -A never,exit -F arch=b64 -S finit_module -F uid=4242"], {"rule-not-in-files"}),
    ("auditing is switched off", ["auditctl -e 0"], {"setting-differs"}),
    ("a rate limit is set", ["auditctl -r 7"], {"setting-differs"}),
    ("a watch's directory is moved and made anew", ["world rename /opt/parent /opt/elsewhere",
                                                    "world directory /opt/parent"], {"rule-not-loaded"}),
]
# The rules that the disturbances need, behind those of the random ruleset.
NEEDED = ["-a always,exit -F arch=b64 -S 999 -S init_module -k one-more", "-w /opt/parent/file -p x -k one-more"]


def steps_of(lines, disturbance):
    check = f"{MODTRAIL} check --format json"
    return [*fresh(), "world directory /opt/parent", write(RULES, text_of([*lines, *NEEDED])), f"auditctl -R {RULES}", check,
            f"{check} --assume loaded-rules=as-files", *disturbance, check, *cleared()]


def drift(document):
    return sorted({finding["id"] for finding in document["findings"] if finding["id"] in DRIFT})


def complaints(answers, expected, version):
    said = documents(answers)
    if answers.of("rc")[:1] != ["0"]:
        return None  # does not load as a whole: the files and the kernel differ from the start
    if not answers.complete or len(said) != 3:
        return [f"the guest said {len(said)} documents: {answers.of('error')} {answers.of('says')[:3]}"]
    live, files, after = said
    wrong = [f"drift where there is none: {drift(live)}"] if drift(live) else []
    for row, other in zip(live["coverage"], files["coverage"]):
        if row["recorded"] != other["recorded"]:
            wrong.append(f"{row['abi']} {row['syscall']}: {row['recorded']} by the kernel, {other['recorded']} by the files")
    for fact, value in (("loaded-rules", "read"), ("auditctl", version), ("x32", "off"), ("audit", "1")):
        if live["facts"][fact] != {"value": value, "source": "machine"}:
            wrong.append(f"{fact} is {live['facts'][fact]}")
    if set(drift(after)) != expected:
        wrong.append(f"says {drift(after)}, not {sorted(expected)}")
    return wrong


def run(release, options):
    """Passed, failed."""
    version = (VERSIONS[release][1] + ".0")[:5]  # told in three numbers
    made = rulesets(f"{options.seed}.{release}", options.rulesets, facts_of(release), SETTINGS)
    chosen = {name: DISTURBANCES[i % len(DISTURBANCES)] for i, name in enumerate(made)}
    steps = {name: steps_of(lines, chosen[name][1]) for name, lines in made.items()}
    _, guests = guest_machine.judge(steps, release, APPEND, programs=[options.program])
    passed, failed, skipped = 0, 0, 0
    for name, lines in made.items():
        wrong = complaints(guests[name], chosen[name][2], version)
        passed, failed, skipped = passed + (wrong == []), failed + bool(wrong), skipped + (wrong is None)
        if wrong:
            complain(f"{name}: {chosen[name][0]}", lines, wrong)
    print(f"check on {release}: {passed} rulesets as they should be, {failed} not, {skipped} that do not load as a whole")
    return passed, failed
