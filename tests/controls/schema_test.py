"""Holds controls/*.yaml against docs/schema/controls.schema.json, and the schema against what it must refuse."""

import json
import sys
import unittest
from pathlib import Path

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"SKIPPED: {missing}")
    sys.exit(0)

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schema" / "controls.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def control(**changes):
    return {"profile": "p", "title": "t", "source": "s", "controls": [{"id": "a", "title": "A"} | changes]}


class Controls(unittest.TestCase):
    def test_every_file(self):
        files = sorted((ROOT / "controls").glob("*.yaml"))
        self.assertGreater(len(files), 10)
        for path in files:
            for error in VALIDATOR.iter_errors(yaml.safe_load(path.read_text())):
                self.fail(f"{path.name}: {list(error.absolute_path)}: {error.message[:300]}")

    def test_what_is_refused(self):
        self.assertTrue(VALIDATOR.is_valid(control(requires=["locked"])))
        for wrong in (
            control(),
            control(requires=[]),
            control(requires=[{"key": "any"}]),
            control(requires=[{"setting": "locked", "key": "any"}]),
            control(requires=[{"syscalls": ["execve"]}]),
            control(requires=[{"tools": ["kmod"], "syscalls": ["init_module"]}]),
            control(requires=["locked"], pool="infra"),
            {"obligations": {"Not A Name": [{"setting": "locked"}]}},
        ):
            self.assertFalse(VALIDATOR.is_valid(wrong), wrong)


if __name__ == "__main__":
    unittest.main()
