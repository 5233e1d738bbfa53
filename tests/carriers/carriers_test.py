#!/usr/bin/env python3
"""What `fix --as` writes, read by those it is for: carriers_test.py MODTRAIL

PyYAML reads YAML 1.1 as Kubernetes does.  ignition-validate (Debian 13's) and ansible-playbook (Debian 12's), both
unpacked by ./fetch, and butane judge too where they can be had; what they would have judged is counted as skipped.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SEED = ROOT / "examples" / "host-seed.rules"
SITES = {
    "nothing.rules": "## nothing\n",
    "partly.rules": "-a always,exit -F arch=b64 -S init_module,finit_module -k site\n",
    "never.rules": "-a never,exit -F arch=b64 -S init_module,finit_module,delete_module\n-a always,exit -S mount\n",
    "task.rules": "-a never,task\n-w /etc/passwd -p wa -k \"id\"",
    "bad line.rules": "-w /tmp -p wa\n-a always,exit -F arch=b64 -S delete\t-k x {{ y }} # \\ \"\n-e 2\n",
}
skipped = 0


class AnsibleLoader(yaml.SafeLoader):
    """PyYAML with Ansible's own tag."""


AnsibleLoader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def fetched(tool):
    try:
        done = subprocess.run([HERE / "fetch", tool], capture_output=True, text=True, timeout=120, check=True)
        return done.stdout.strip()
    except (subprocess.SubprocessError, OSError):
        return None


def tool_or_skip(tool):
    global skipped
    if tool is None:
        skipped += 1
    return tool


class Carriers(unittest.TestCase):
    program = ""
    validate = None
    ansible = None

    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name, content in SITES.items():
            (self.scratch / name).write_text(content)

    def run_modtrail(self, *words):
        done = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def fix(self, *words):
        status, text, said = self.run_modtrail("fix", "--quiet", *words)
        self.assertEqual(status, 0, said)
        self.assertTrue(text)
        return text

    def sources(self):
        return [SEED, *(self.scratch / name for name in SITES)]

    def judge_ignition(self, config):
        if not tool_or_skip(self.validate):
            return
        done = subprocess.run([self.validate, "-"], input=json.dumps(config), capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), config)

    def read_machine_config(self, document):
        """{path: content}, and what must hold of every MachineConfig."""
        self.assertEqual(document["apiVersion"], "machineconfiguration.openshift.io/v1")
        self.assertEqual(document["kind"], "MachineConfig")
        role = document["metadata"]["labels"]["machineconfiguration.openshift.io/role"]
        self.assertIn(role, document["metadata"]["name"])
        self.judge_ignition(document["spec"]["config"])
        out = {}
        for file in document["spec"]["config"]["storage"]["files"]:
            self.assertEqual(file["mode"], 0o600)
            self.assertIs(file["overwrite"], True)
            kind, _, data = file["contents"]["source"].partition(",")
            self.assertEqual(kind, "data:")
            self.assertRegex(data, r"\A[-\w.~/%]*\Z")
            self.assertNotIn(file["path"], out)
            out[file["path"]] = urllib.parse.unquote(data)
        return out

    def node_after(self, source, files):
        """The rules.d of a node that had the source and got the files."""
        node = self.scratch / ("node-" + str(len(list(self.scratch.iterdir()))))
        node.mkdir()
        shutil.copy(source, node)
        for path, content in files.items():
            self.assertEqual(str(pathlib.PurePosixPath(path).parent), "/etc/audit/rules.d")
            (node / pathlib.PurePosixPath(path).name).write_text(content)
        return node

    def expect_fixed(self, source, files):
        node = self.node_after(source, files)
        status, said, _ = self.run_modtrail("check", "--quiet", node)
        self.assertEqual(status, 0, said)
        status, text, _ = self.run_modtrail("fix", node)
        self.assertEqual((status, text), (0, ""))
        return node

    def test_machine_configs_load_and_record(self):
        for source in self.sources():
            with self.subTest(source.name):
                documents = list(yaml.safe_load_all(self.fix("--as", "machineconfig", source)))
                names = [document["metadata"]["name"] for document in documents]
                self.assertEqual(names, ["75-audit-modules-master", "75-audit-modules-worker"])
                contents = [self.read_machine_config(document) for document in documents]
                self.assertEqual(contents[0], contents[1])
                self.assertEqual({document["spec"]["config"]["ignition"]["version"] for document in documents}, {"3.2.0"})
                self.expect_fixed(source, contents[0])

    def test_one_role(self):
        text = self.fix("--as", "machineconfig", "--role", "infra-2", SEED)
        documents = list(yaml.safe_load_all(text))
        self.assertEqual([document["metadata"]["name"] for document in documents], ["75-audit-modules-infra-2"])
        for role in ("Worker", "a b", "", "-x", "x\n"):
            self.assertEqual(self.run_modtrail("fix", "--as", "machineconfig", "--role=" + role, SEED)[0], 2, role)

    def test_per_check(self):
        for source in self.sources():
            with self.subTest(source.name):
                text = self.fix("--as", "machineconfig", "--per-check", "--role", "worker", source)
                files = {}
                for document in yaml.safe_load_all(text):
                    name = document["metadata"]["name"]
                    for path, content in self.read_machine_config(document).items():
                        self.assertNotIn(path, files)
                        files[path] = content
                        if "audit-modules" not in name:
                            call = name.rsplit("-", 1)[1] + "_module"
                            self.assertEqual(name, f"75-rhcos4-e8-worker-audit-rules-kernel-module-loading-{call[:-7]}")
                            self.assertEqual(document["spec"]["config"]["ignition"]["version"], "3.1.0")
                            self.assertRegex(path, rf"/\d\d-kernel-module-loading-{call}\.rules\Z")
                            for line in content.split("\n")[:-1]:
                                if line:
                                    self.assertRegex(line, rf"\A-[aA] always,exit -F arch=b(32|64) -S {call} -k modules\Z")
                self.expect_fixed(source, files)

    def test_per_check_writes_what_the_operator_writes(self):
        text = self.fix("--as", "machineconfig", "--per-check", "--role", "worker", self.scratch / "nothing.rules")
        self.assertIn(
            "source: data:,-a%20always%2Cexit%20-F%20arch%3Db32%20-S%20init_module%20-k%20modules%0A"
            "-a%20always%2Cexit%20-F%20arch%3Db64%20-S%20init_module%20-k%20modules%0A\n",
            text,
        )
        self.assertEqual(text.count("kind: MachineConfig\n"), 3)

    def test_a_check_s_own_file_is_replaced_whole(self):
        name = "75-kernel-module-loading-init_module.rules"
        node = self.scratch / "half"
        node.mkdir()
        (node / name).write_text("-a always,exit -F arch=b64 -S init_module -k modules\n")
        text = self.fix("--as", "machineconfig", "--per-check", "--role", "worker", node)
        files = {}
        for document in yaml.safe_load_all(text):
            files.update(self.read_machine_config(document))
        self.assertEqual(files["/etc/audit/rules.d/" + name].count("\n"), 2)
        self.expect_fixed(node / name, files)

    def test_butane(self):
        butane = shutil.which("butane")
        for source in self.sources():
            with self.subTest(source.name):
                text = self.fix("--as", "butane", "--openshift", "4.14", "--role", "worker", source)
                document = yaml.safe_load(text)
                self.assertEqual((document["variant"], document["version"]), ("openshift", "4.14.0"))
                self.assertEqual(document["metadata"]["name"], "75-audit-modules-worker")
                files = {file["path"]: file["contents"]["inline"] for file in document["storage"]["files"]}
                self.assertEqual({file["mode"] for file in document["storage"]["files"]}, {0o600})
                self.expect_fixed(source, files)
                if tool_or_skip(butane):
                    done = subprocess.run([butane, "--strict"], input=text, capture_output=True, text=True, check=False)
                    self.assertEqual(done.returncode, 0, done.stderr)

    def test_butane_versions(self):
        for minor in range(8, 23):
            text = self.fix("--as", "butane", "--openshift", f"4.{minor}", "--role", "worker", SEED)
            self.assertEqual(yaml.safe_load(text)["version"], f"4.{minor}.0")
        for version in ("4.7", "4.23", "5.0", "four"):
            self.assertEqual(self.run_modtrail("fix", "--as", "butane", "--openshift", version, SEED)[0], 2, version)

    def test_ansible(self):
        for source in self.sources():
            with self.subTest(source.name):
                text = self.fix("--as", "ansible", source)
                (play,) = yaml.load(text, AnsibleLoader)
                copies = [task["ansible.builtin.copy"] for task in play["tasks"]]
                self.assertEqual({task["notify"] for task in play["tasks"]}, {"Load the audit rules"})
                self.assertEqual({handler["listen"] for handler in play["handlers"]}, {"Load the audit rules"})
                self.assertEqual({copy["mode"] for copy in copies}, {"0640"})
                self.expect_fixed(source, {copy["dest"]: copy["content"] for copy in copies})
                if tool_or_skip(self.ansible):
                    book = self.scratch / "book.yaml"
                    book.write_text(text)
                    done = subprocess.run([self.ansible, "--syntax-check", book], capture_output=True, text=True,
                                          check=False, env={"HOME": str(self.scratch), "PATH": "/usr/bin:/bin"})
                    self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_machine_without_augenrules_is_loaded_by_auditctl(self):
        audit = self.scratch / "root" / "etc" / "audit"
        audit.mkdir(parents=True)
        (audit / "audit.rules").write_text("-D\n")
        text = self.fix("--as", "ansible", "--assume", "loader=auditctl", "--root", self.scratch / "root")
        self.assertIn("/sbin/auditctl -R /etc/audit/audit.rules", text)
        self.assertIn("dest: /etc/audit/audit.rules", text)

    def test_what_has_no_meaning_is_refused(self):
        for words in (["--per-check"], ["--role", "worker"], ["--openshift", "4.12"], ["--as", "ansible", "--role", "x"],
                      ["--as", "butane", "--per-check"], ["--as", "machineconfig", "--openshift", "4.12"],
                      ["--as", "machineconfig", "--role", "a", "--role", "a"], ["--as", "puppet"]):
            status, text, said = self.run_modtrail("fix", *words, SEED)
            self.assertEqual((status, text), (2, ""), words)
            self.assertTrue(said.startswith("modtrail: "), words)

    def test_bytes_that_yaml_cannot_hold(self):
        site = self.scratch / "latin1.rules"
        site.write_bytes(b"## caf\xe9\n-a never,task\n")
        for form in ("butane", "ansible"):
            status, text, said = self.run_modtrail("fix", "--as", form, site)
            self.assertEqual((status, text), (2, ""), form)
            self.assertIn("UTF-8", said)
        text = self.fix("--as", "machineconfig", "--role", "worker", site)
        self.assertIn("caf%E9", text)

    def test_a_cluster(self):
        """A refused object is replaced, pools are fixed each by what it lacks, and a fixed cluster needs nothing."""
        example = ROOT / "examples" / "openshift" / "75-audit-modules-worker.yaml"
        refused = self.scratch / "refused.yaml"
        refused.write_text(example.read_text().replace("75-audit-modules", "75-old").replace("source: data:,", "inline: "))
        status, text, said = self.run_modtrail("fix", "--as", "machineconfig", refused)
        self.assertEqual(status, 0, said)
        self.assertIn(f"{refused}:", said)
        documents = list(yaml.safe_load_all(text))
        self.assertEqual([document["metadata"]["name"] for document in documents],
                         ["75-audit-modules-master", "75-audit-modules-worker"])
        for document in documents:
            self.read_machine_config(document)
        pair = self.scratch / "pair.yaml"
        pair.write_text(text)
        for profile in ("e8-rhcos4", "openshift-m5"):
            self.assertEqual(self.run_modtrail("check", "--quiet", "--profile", profile, pair)[0], 0)
            self.assertEqual(self.run_modtrail("fix", "--as", "machineconfig", "--profile", profile, pair)[:2], (0, ""))
        text = self.fix("--as", "machineconfig", example)
        self.assertEqual(yaml.safe_load(text)["metadata"]["name"], "75-audit-modules-master")

    def test_an_object_of_the_same_name_is_not_lost(self):
        part = self.scratch / "part.yaml"
        part.write_text(self.fix("--as", "machineconfig", "--role", "worker", SEED))
        text = self.fix("--as", "machineconfig", "--role", "worker", part)
        both = self.scratch / "both.yaml"
        both.write_text(part.read_text() + "---\n" + text)
        self.assertEqual(yaml.safe_load(text)["metadata"]["name"], "75-audit-modules-2-worker")
        self.assertEqual(self.run_modtrail("check", "--quiet", "--pool", "worker", both)[0], 0)

    def test_a_changed_file_comes_last(self):
        never = self.scratch / "never.yaml"
        text = (ROOT / "examples" / "openshift" / "75-audit-modules-worker.yaml").read_text()
        never.write_text("\n".join("            source: data:,-a%20never%2Ctask%0A" if "source:" in line else line
                                   for line in text.replace("75-audit", "99-none").split("\n")))
        both = self.scratch / "both.yaml"
        text = self.fix("--as", "machineconfig", "--role", "worker", never)
        both.write_text(never.read_text() + "---\n" + text)
        self.assertEqual(yaml.safe_load(text)["metadata"]["name"], "zz-audit-modules-worker")
        self.assertEqual(self.run_modtrail("check", "--quiet", "--pool", "worker", both)[0], 0)

    def test_examples_are_what_fix_writes(self):
        for role in ("master", "worker"):
            example = ROOT / "examples" / "openshift" / f"75-audit-modules-{role}.yaml"
            text = self.fix("--as", "machineconfig", "--role", role, ROOT / "examples" / "openshift" / "rules.d")
            self.assertEqual(example.read_text(), text)
            self.read_machine_config(yaml.safe_load(text))


if __name__ == "__main__":
    Carriers.program = str(pathlib.Path(sys.argv.pop(1)).resolve())
    Carriers.validate = fetched("ignition")
    Carriers.ansible = fetched("ansible")
    result = unittest.main(exit=False).result
    if skipped:
        print(f"SKIPPED {skipped} documents: no ignition-validate, butane or ansible-playbook to judge them")
    sys.exit(not result.wasSuccessful())
