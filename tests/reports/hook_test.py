#!/usr/bin/env python3
"""The pre-commit hook in a repository of its own: hook_test.py MODTRAIL

A commit of rules that leave a gap is stopped, one of complete rules is not.  Without pre-commit it is skipped, and that
is said.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """repos:
- repo: {hooks}
  rev: v1
  hooks:
  - id: modtrail
    args: [--quiet, rules.d]
"""


def git(folder, *words):
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"]
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=False)


def make_hooks(folder):
    folder.mkdir()
    git(folder, "init", "--quiet")
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", folder)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "hooks")
    git(folder, "tag", "v1")


def run_hook(folder, rules, environment):
    (folder / "rules.d/10.rules").write_text(rules)
    git(folder, "add", ".")
    return subprocess.run(["pre-commit", "run"], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def main():
    if not shutil.which("pre-commit") or not shutil.which("git"):
        print("SKIPPED: pre-commit hook: no pre-commit (tools/setup reports)")
        return
    with tempfile.TemporaryDirectory() as scratch:
        hooks, user, tools = Path(scratch, "hooks"), Path(scratch, "user"), Path(scratch, "bin")
        tools.mkdir()
        (tools / "modtrail").symlink_to(os.path.abspath(sys.argv[1]))
        make_hooks(hooks)
        (user / "rules.d").mkdir(parents=True)
        git(user, "init", "--quiet")
        (user / ".pre-commit-config.yaml").write_text(CONFIG.format(hooks=hooks))
        environment = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}", "PRE_COMMIT_HOME": f"{scratch}/cache",
                                    "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "protocol.file.allow",
                                    "GIT_CONFIG_VALUE_0": "always"}
        bad = run_hook(user, (ROOT / "examples/host-seed.rules").read_text(), environment)
        assert bad.returncode == 1 and "can leave no record" in bad.stdout, bad.stdout + bad.stderr
        good = run_hook(user, (ROOT / "examples/modules.rules").read_text(), environment)
        assert good.returncode == 0 and "Passed" in good.stdout, good.stdout + good.stderr
    print("a commit with a gap is stopped, one without is not")


main()
