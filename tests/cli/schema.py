"""Holds every JSON document a transcript shows against docs/schema/."""

import json
import pathlib

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "schema"


def load(name):
    return json.loads((SCHEMAS / name).read_text())


def validator(name):
    store = {path.name: load(path.name) for path in SCHEMAS.glob("*.schema.json")}
    return jsonschema.Draft202012Validator(load(name), resolver=jsonschema.RefResolver(name, store[name], store))


def documents(output):
    """(schema, document) for each JSON document: the whole output, or each line that is an object."""
    try:
        return [whole(json.loads(output))] if '"schema"' in output else lines(output)
    except ValueError:
        return lines(output)


def whole(document):
    """A document says of which schema it is: modtrail.NAME/1; several assessments share the schema of one."""
    name = document["schema"].removeprefix("modtrail.").partition("/")[0]
    return (f"{name.replace('assessments', 'assessment')}.schema.json", document)


def lines(output):
    found = []
    for line in output.split("\n"):
        if not line.startswith("{"):
            continue
        try:
            document = json.loads(line)
        except ValueError:
            continue
        if "schema" in document:
            found.append(whole(document))
        elif "ecs" in document:
            found.append(("ecs.schema.json", document))
        elif "class_uid" in document:
            found.append(("ocsf.schema.json", document))
        elif "recorded" in document or "error" in document:
            found.append(("explain.schema.json", document))
    return found


def complaints(output):
    """(documents seen, complaints)."""
    found = documents(output)
    said = []
    for name, document in found:
        for error in validator(name).iter_errors(document):
            place = "/".join(str(step) for step in error.absolute_path)
            said.append(f"{name}: {place}: {error.message[:300]}")
    return len(found), said
