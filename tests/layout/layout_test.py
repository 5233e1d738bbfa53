"""Holds the repository to its layout (layout.py), and each check to a tree that breaks it."""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import layout  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".git", "build", ".cache", "__pycache__"}


def repository():
    files = {}
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT)
        if path.is_file() and not SKIPPED & set(name.parts):
            files[str(name)] = path.read_text(encoding="utf-8", errors="replace")
    return files


class Repository(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = repository()

    def test_is_the_repository(self):
        self.assertIn("CMakeLists.txt", self.files)
        self.assertLessEqual({"base", "filter", "cli"}, {layout.folder_of(path) for path in self.files})


def holds(check):
    def test(self):
        self.assertEqual([], list(check(self.files)))

    return test


for each in layout.CHECKS:
    setattr(Repository, f"test_{each.__name__[6:]}", holds(each))


class Checks(unittest.TestCase):
    """Each check takes a tree that is fine and complains of the same tree with a guilty line."""

    def complaints(self, check, files):
        return list(check(files))

    def test_includes(self):
        rule = {"include/modtrail/rules/rule.h": "", "src/filter/cube.h": "", "src/filter/cube.cc": '#include "cube.h"\n'}
        fine = {**rule, "src/filter/load.cc": '#include "modtrail/rules/rule.h"\n#include "filter/cube.h"\n#include <set>\n'}
        self.assertEqual([], self.complaints(layout.check_includes, fine))
        for path, line in [
            ("src/rules/parse.cc", '#include "modtrail/filter/load.h"'),
            ("include/modtrail/uapi/abi.h", '#include "modtrail/rules/rule.h"'),
            ("src/source/open.cc", '#include "filter/cube.h"'),
            ("src/base/text.cc", '#include "../filter/cube.h"'),
            ("src/novel/x.cc", ""),
        ]:
            got = self.complaints(layout.check_includes, {**fine, path: "\n" + line + "\n"})
            self.assertEqual(1, len(got), (path, got))

    def test_tests_may_include_everything(self):
        files = {"src/base/text_test.cc": '#include "modtrail/filter/load.h"\n'}
        self.assertEqual([], self.complaints(layout.check_includes, files))

    def test_confined(self):
        one = {"src/cli/args.cc": "#include <CLI/App.hpp>\n#include <CLI/Config.hpp>\n"}
        self.assertEqual([], self.complaints(layout.check_confined, one))
        two = {**one, "src/cli/cmd_check.cc": "#include <CLI/CLI.hpp>\n"}
        self.assertEqual(2, len(self.complaints(layout.check_confined, two)))
        header = {"src/base/json.h": "#include <nlohmann/json.hpp>\n"}
        self.assertEqual(["src/base/json.h:1: nlohmann-json in a header"], self.complaints(layout.check_confined, header))

    def test_headers(self):
        self.assertEqual([], self.complaints(layout.check_headers, {"src/base/a.h": "#pragma once\n#include <string>\n"}))
        for line in ["#include <iostream>", "#include <filesystem>", "#include <fmt/format.h>"]:
            files = {"src/base/a.h": "#pragma once\n" + line + "\n"}
            self.assertEqual(1, len(self.complaints(layout.check_headers, files)), line)
        self.assertEqual(1, len(self.complaints(layout.check_headers, {"src/base/a.h": "struct A {};\n"})))

    def test_names(self):
        fine = {
            "src/base/a.h": "namespace modtrail {\nstruct A {\nclass B;\n",
            "src/base/b.h": "namespace modtrail::b {\nstruct A {};\n",
        }
        self.assertEqual([], self.complaints(layout.check_names, fine))
        twice = {**fine, "src/rules/c.h": "namespace modtrail {\nenum class A : int { One };\n"}
        self.assertEqual(["src/rules/c.h:2: A is defined at src/base/a.h:2, too"],
                         self.complaints(layout.check_names, twice))

    def test_errors(self):
        fine = {"src/base/a.cc": '// we never throw\nauto a = "throw";\n/* throw\n throw */\nauto b = R"(throw)";\n'}
        self.assertEqual([], self.complaints(layout.check_errors, fine))
        thrown = {"src/base/a.cc": "// one\n/* two\n*/\n  throw 1;\n"}
        self.assertEqual(["src/base/a.cc:4: throw"], self.complaints(layout.check_errors, thrown))
        braced = {"src/base/a.cc": "x.push_back({name(),\n            TRY(y)});\nA a{name(), TRY(y)};\nif (x) { TRY(y); }\n"}
        self.assertEqual(["src/base/a.cc:3: TRY in a braced list"], self.complaints(layout.check_errors, braced))

    def test_lengths(self):
        self.assertEqual([], self.complaints(layout.check_lengths, {"src/base/a.cc": "\n" * 600}))
        self.assertEqual(1, len(self.complaints(layout.check_lengths, {"src/base/a.cc": "\n" * 601})))

    def test_conflicts(self):
        mark = "<" * 7
        self.assertEqual([], self.complaints(layout.check_conflicts, {"tools/x": f"read <<< a\n    {mark} b\n"}))
        self.assertEqual(1, len(self.complaints(layout.check_conflicts, {"tools/x": f"{mark} HEAD\n"})))

    def test_alone(self):
        fine = "See /etc/audit/rules.d and https://example.org/a/b, src/base/x, and/or, `$dir/a/b`, [x](../README.md).\n"
        fine += '"$dir"' + "/" + "srv2/b" + "\n"
        self.assertEqual([], self.complaints(layout.check_alone, {"docs/a.md": fine}))
        place = "/" + "srv2" + "/main"
        self.assertEqual(1, len(self.complaints(layout.check_alone, {"docs/a.md": f"it stands in {place}\n"})))
        self.assertEqual(1, len(self.complaints(layout.check_alone, {"tools/x": f"#!/bin/sh\ncp '{place}' .\n"})))
        self.assertEqual(1, len(self.complaints(layout.check_alone, {"docs/a.md": "see ../" + "../plan.md\n"})))

    def test_links(self):
        files = {"docs/a.md": "", "README.md": "# One `two` (3)\n", "src/base/x.cc": ""}
        fine = "[a](a.md) [b](../README.md#one-two-3) `src/base/x.cc` `src/base/` [c](https://x.org/y)\n```\n[d](e)\n```\n"
        self.assertEqual([], self.complaints(layout.check_links, {**files, "docs/b.md": fine}))
        for line in ["[a](c.md)", "[b](../README.md#two)", "`src/base/y.cc`"]:
            self.assertEqual(1, len(self.complaints(layout.check_links, {**files, "docs/b.md": line + "\n"})), line)

    def test_sections(self):
        files = {"docs/a.md": "## 4. Four\n### 4.1 More\n"}
        fine = "// docs/a.md section 4, docs/a.md section 4.1\n"
        self.assertEqual([], self.complaints(layout.check_sections, {**files, "src/base/x.cc": fine}))
        wrong = "// docs/a.md section 5, docs/b.md section 4, docs/a.md sections 4 and 6\n"
        self.assertEqual(3, len(self.complaints(layout.check_sections, {**files, "src/base/x.cc": wrong})))

    def test_cases(self):
        files = {"tests/cases/a.cases": "case B1 one\n", "tests/cases/LEFT_OUT.md": "| R1 rate | timing |\n"}
        fine = "one [B1 +6.12], two [R1:\n `-r 1`], [link](x)\n"
        self.assertEqual([], self.complaints(layout.check_cases, {**files, "docs/kernel-semantics.md": fine}))
        got = self.complaints(layout.check_cases, {**files, "docs/kernel-semantics.md": "\n" + fine + "[B1, B1b]\n"})
        self.assertEqual(["docs/kernel-semantics.md:4: B1b is no case of tests/cases"], got)


if __name__ == "__main__":
    unittest.main()
