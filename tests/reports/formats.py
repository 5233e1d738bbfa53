"""What each format of `modtrail check` must be, asked of parsers that are not ours.

A check takes the bytes of a document and raises AssertionError, or what its parser raises, where something is wrong.
What could not be asked, for want of a parser or a schema, is in `skipped`.
"""

import base64
import csv
import hashlib
import html.parser
import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree

import yaml

skipped = {}
VOID = {"meta", "br"}
ELEMENTS = {"html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "h4", "p", "time", "nav",
            "ul", "li", "main", "section", "strong", "span", "div", "table", "caption", "thead", "tbody", "tr", "th",
            "td", "article", "pre", "code", "b", "br", "footer", "svg", "rect"}


def skip(what, why):
    skipped.setdefault(what, why)


def module(name, what):
    try:
        return importlib.import_module(name)
    except ImportError:
        skip(what, f"no Python module {name}")
        return None


def is_shown_as_it_is(character):
    """Letters, marks, numbers, punctuation, symbols and the blank; nothing that drives, hides or reorders."""
    return character == "\n" or character == " " or unicodedata.category(character)[0] in "LMNPS"


def plain_text(document):
    text = document.decode("utf-8")
    odd = sorted({f"U+{ord(c):04X}" for c in text if not is_shown_as_it_is(c)} - {"U+00A0"})
    assert not odd, f"raw {odd}"
    return text


def validate_json(text, schema_variable, what):
    """Against a schema outside the project, named by an environment variable."""
    path = os.environ.get(schema_variable)
    if not path:
        return skip(f"{what} schema", f"{schema_variable} names no file")
    jsonschema = module("jsonschema", f"{what} schema")
    if jsonschema:
        with open(path, encoding="utf-8") as file:
            jsonschema.validate(json.loads(text), json.load(file))
    return None


def check_json(document):
    json.loads(plain_text(document))


URI = re.compile(r"(file://)?[A-Za-z0-9._~/%-]+")


def check_sarif(document):
    text = plain_text(document)
    log = json.loads(text)
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    for result in run["results"]:
        assert result["ruleId"] in rules and result["message"]["text"]
        assert result["level"] == "none" or result["kind"] == "fail"
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        for location in result["locations"]:
            place = location["physicalLocation"]
            assert URI.fullmatch(place["artifactLocation"]["uri"]), place
            region = place.get("region", {"startLine": 1})
            assert region["startLine"] >= 1 and region.get("startColumn", 1) >= 1
            assert region.get("endColumn", 1) >= region.get("startColumn", 1)
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in run["tool"]["driver"]["rules"])
    validate_json(text, "MODTRAIL_SARIF_SCHEMA", "SARIF")
    check_by_sarif_multitool(document)


def check_by_sarif_multitool(document):
    """Microsoft's validator: the schema, SARIF's own rules and those of GitHub's code scanning."""
    tool = os.environ.get("MODTRAIL_SARIF_MULTITOOL")
    if not tool:
        return skip("SARIF validator", "MODTRAIL_SARIF_MULTITOOL names no program")
    said = run_tool([tool, "validate", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"], document, ".sarif")
    return check_nothing_said(said)


def check_nothing_said(said):
    complaints = [line for line in said.splitlines() if re.search(r": (error|warning) ", line)]
    assert not complaints, complaints[:3]


def parse_xml(document):
    plain_text(document)
    return xml.etree.ElementTree.fromstring(document)


def run_tool(command, document, suffix):
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(document)
        file.flush()
        done = subprocess.run([*command, file.name], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def check_junit(document):
    root = parse_xml(document)
    for suite in root.iter("testsuite"):
        cases = suite.findall("testcase")
        assert len(cases) == int(suite.get("tests"))
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert sum(case.find(tag) is not None for case in cases) == int(suite.get(attribute)), attribute
    junitparser = module("junitparser", "JUnit reader")
    if junitparser:
        read = junitparser.JUnitXml.fromstring(document)
        assert sum(suite.tests for suite in read) == len(list(root.iter("testcase")))
    schema = os.environ.get("MODTRAIL_JUNIT_XSD")
    if not schema:
        skip("JUnit schema", "MODTRAIL_JUNIT_XSD names no file")
    elif not shutil.which("xmllint"):
        skip("JUnit schema", "no xmllint")
    else:
        run_tool(["xmllint", "--noout", "--schema", schema], document, ".xml")


def check_xccdf(document):
    root = parse_xml(document)
    space = "{http://checklists.nist.gov/xccdf/1.2}"
    rules = [rule.get("id") for rule in root.iter(f"{space}Rule")]
    assert len(rules) == len(set(rules))
    assert all(result.get("idref") in rules for result in root.iter(f"{space}rule-result"))
    if not shutil.which("oscap"):
        return skip("XCCDF schema and report", "no oscap")
    run_tool(["oscap", "xccdf", "validate"], document, ".xml")
    page = run_tool(["oscap", "xccdf", "generate", "report"], document, ".xml")
    shown = html_text(page)  # of several results the report tells one
    assert any(target.text in shown for target in root.iter(f"{space}target"))
    return None


def html_text(page):
    reader = html.parser.HTMLParser(convert_charrefs=True)
    pieces = []
    reader.handle_data = pieces.append
    reader.feed(page)
    return "".join(pieces)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.style, self.policy, self.headers = [], [], [], "", "", []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        assert tag in ELEMENTS, f"<{tag}>"
        assert len(attributes) == len(attrs), attrs
        for name, value in attributes.items():
            assert not name.startswith("on") and name not in ("style", "src", "srcdoc", "action"), name
            assert name != "href" or value.startswith("#"), value
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        if tag == "th":
            assert attributes.get("scope") in ("col", "row")
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"][1:]] if "href" in attributes else []
        if re.fullmatch("h[1-6]", tag):
            self.headers.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> where {self.open[-1:]} is open"
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data


def check_html(document):
    page = Page()
    page.feed(plain_text(document))
    page.close()
    assert not page.open, page.open
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert page.policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'"), page.policy
    assert len(page.ids) == len(set(page.ids)), "an id twice"
    assert set(page.links) <= set(page.ids), set(page.links) - set(page.ids)
    assert page.headers[0] == 1 and all(b - a <= 1 for a, b in zip(page.headers, page.headers[1:])), page.headers


def check_markdown(document):
    text = plain_text(document)
    markdown_it = module("markdown_it", "Markdown reader")
    if not markdown_it:
        return
    reader = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table")
    for token in reader.parse(text):
        assert token.type != "html_block", token.content
        for child in token.children or []:
            assert child.type not in ("html_inline", "link_open", "image"), child
    cells = {len(re.findall("<t[hd]>", row)) for row in reader.render(text).split("</tr>") if "<t" in row}
    assert cells <= {0, 3, 5}, cells


def check_csv(document):
    rows = list(csv.reader(io.StringIO(plain_text(document)), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])} and rows[0][0] == "target"
    for row in rows:
        assert not any(cell and cell[0] in "=+-@\t\r" for cell in row), row


NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
LABEL = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")


def check_checkresult(document):
    objects = [one for one in yaml.safe_load_all(plain_text(document)) if one]
    names = [one["metadata"]["name"] for one in objects]
    assert objects and len(names) == len(set(names))
    for one in objects:
        assert one["apiVersion"] == "compliance.openshift.io/v1alpha1" and one["kind"] == "ComplianceCheckResult"
        assert NAME.fullmatch(one["metadata"]["name"]) and len(one["metadata"]["name"]) <= 253
        assert one["status"] in ("PASS", "FAIL", "NOT-APPLICABLE", "ERROR")
        assert one["metadata"]["labels"]["compliance.openshift.io/check-status"] == one["status"]
        assert all(LABEL.fullmatch(value) for value in one["metadata"]["labels"].values()), one["metadata"]["labels"]
        assert all(isinstance(value, str) for value in one["metadata"]["annotations"].values())


SAMPLE = re.compile(r'[a-z_]+(\{[a-z_]+="([^"\\\n]|\\["\\n])*"(,[a-z_]+="([^"\\\n]|\\["\\n])*")*\})? \d+')


def check_prometheus(document):
    text = plain_text(document)
    assert all(line.startswith("# ") or SAMPLE.fullmatch(line) for line in text.splitlines())
    parser = module("prometheus_client.parser", "Prometheus reader")
    if parser:
        samples = [sample for family in parser.text_string_to_metric_families(text) for sample in family.samples]
        keys = [(sample.name, tuple(sorted(sample.labels.items()))) for sample in samples]
        assert len(keys) == len(set(keys)) == sum(not line.startswith("#") for line in text.splitlines())


CHECKS = {"json": check_json, "html": check_html, "markdown": check_markdown, "sarif": check_sarif,
          "junit": check_junit, "xccdf": check_xccdf, "checkresult": check_checkresult, "csv": check_csv,
          "prometheus": check_prometheus}


def tell_skipped():
    for what, why in sorted(skipped.items()):
        print(f"SKIPPED: {what}: {why}", file=sys.stdout)
