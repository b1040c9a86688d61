#!/usr/bin/env python3
"""Checks the site of every third lint case (of each with --all) in each format for programs, and what a terminal is shown.

    tests/formats/formats.py NAGAYA CACHE [--all]

The JSON is validated against docs/formats/findings.schema.json. The SARIF is validated against the schema of the standard, which is
not ours to keep here: it is taken from an npm package into CACHE, where there is npm; without it, only what stands below is looked at.
Needs python3-jsonschema.
"""

import hashlib
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse

try:
    import jsonschema
except ImportError:
    # The first python3 may be another one than the one that Debian's packages are for.
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", "-B", *sys.argv])
    print("formats: python3-jsonschema is not here; not checked")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import cases  # noqa: E402

SARIF_PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
SARIF_FILE = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
SARIF_SHA256 = "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8"
ANNOTATION = re.compile(r"::(error|warning|notice) (?:file=([^,:\n]+),line=(\d+),col=(\d+),endLine=(\d+),endColumn=(\d+),)?title=([^,:\n]+)::(.+)")


def sarif_schema(cache):
    """The standard's schema, or None."""
    kept = cache / "sarif.schema.json"
    if not kept.exists() and shutil.which("npm"):
        cache.mkdir(parents=True, exist_ok=True)
        try:
            done = subprocess.run(["npm", "pack", "--silent", SARIF_PACKAGE], cwd=cache, capture_output=True, text=True, timeout=60)
            with tarfile.open(cache / done.stdout.split()[-1]) as package:
                data = package.extractfile(SARIF_FILE).read()
            if hashlib.sha256(data).hexdigest() == SARIF_SHA256:
                kept.write_bytes(data)
        except (subprocess.TimeoutExpired, OSError, IndexError, KeyError, tarfile.TarError):
            pass
    if not kept.exists():
        print("formats: the schema of SARIF cannot be had; its output is not validated as a whole")
        return None
    return json.loads(kept.read_text())


def check(nagaya, site, *words):
    done = subprocess.run([nagaya, "check", "--severity", "note", *words], cwd=site, capture_output=True, text=True, timeout=60,
                          env={"PATH": os.environ["PATH"], "HOME": str(site), "LANG": "C.UTF-8"})
    assert done.returncode in (0, 1), done
    return done.stdout


def counts(levels):
    return {word: levels.count(word) for word in ("error", "warning", "note")}


def look_at_sarif(log):
    """What the schema cannot say."""
    run, = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    for result in run["results"]:
        assert "ruleIndex" not in result or rules[result["ruleIndex"]] == result["ruleId"], result
        places = [place["physicalLocation"] for place in result["locations"] + result.get("relatedLocations", [])]
        for fix in result.get("fixes", []):
            for change in fix["artifactChanges"]:
                places += [{"artifactLocation": change["artifactLocation"], "region": one["deletedRegion"]} for one in change["replacements"]]
        for place in places:
            uri, region = place["artifactLocation"]["uri"], place["region"]
            assert urllib.parse.quote(urllib.parse.unquote(uri), safe="/-._~@") == uri, uri
            assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"]), region
    return counts([result["level"] for result in run["results"]])


def look_at_annotations(text):
    levels = []
    for line in text.splitlines():
        match = ANNOTATION.fullmatch(line)
        assert match, line
        for part in (match[2] or "", match[7], match[8]):
            assert re.fullmatch(r"([^%]|%(25|0D|0A|3A|2C))*", part), line
        levels.append("note" if match[1] == "notice" else match[1])
    return counts(levels)


def check_case(nagaya, case, schemas):
    findings_schema, sarif = schemas
    with tempfile.TemporaryDirectory() as work:
        for section in case.steps[0].inputs:
            cases.place(pathlib.Path(work), section)
        findings = json.loads(check(nagaya, work, "--format", "json"))
        findings_schema.validate(findings)
        found = counts([one["severity"] for one in findings["diagnostics"]])
        assert findings["dropped"] or found == {word: findings[word + "s"] for word in found}
        log = json.loads(check(nagaya, work, "--format", "sarif"))
        if sarif:
            sarif.validate(log)
        assert look_at_sarif(log) == found
        assert look_at_annotations(check(nagaya, work, "--format", "github")) == found
        return sum(found.values())


def on_terminal(nagaya, site, **environment):
    """What `nagaya check` writes to a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen([nagaya, "check"], cwd=site, stdin=slave, stdout=slave, stderr=slave,
                               env={"PATH": os.environ["PATH"], "HOME": str(site), "LANG": "C.UTF-8", **environment})
    os.close(slave)
    out = b""
    try:
        while data := os.read(master, 65536):
            out += data
    except OSError:
        pass  # Linux says so where a terminal ends
    os.close(master)
    assert process.wait(60) in (0, 1)
    return out


def check_terminal(nagaya):
    colour, link = b"\x1b[", b"\x1b]8;;https://rules.test/page#"
    pages = {"NAGAYA_RULE_PAGES": "https://rules.test/page"}
    with tempfile.TemporaryDirectory() as work:
        site = pathlib.Path(work)
        (site / "services/web").mkdir(parents=True)
        (site / "hosts").mkdir()
        (site / "nagaya.toml").write_text('[site]\nname = "home"\n')
        (site / "hosts/box.toml").write_text('services = ["web"]\n')
        (site / "services/web/web.container").write_text("[Container]\nImage=docker.io/library/nginx:1\nNoSuchKey=1\n")
        shown = on_terminal(nagaya, site, TERM="xterm-kitty", **pages)
        assert colour in shown and link in shown, shown
        shown = on_terminal(nagaya, site, TERM="xterm", **pages)
        assert colour in shown and b"\x1b]8" not in shown, shown
        for quiet in ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, {"TERM": "dumb"}):
            shown = on_terminal(nagaya, site, **quiet, **pages)
            assert b"\x1b" not in shown and b"unknown-quadlet-key" in shown, shown
        assert link in on_terminal(nagaya, site, TERM="xterm", FORCE_HYPERLINK="1", **pages)
        assert b"\x1b]8" not in on_terminal(nagaya, site, TERM="xterm-kitty", FORCE_HYPERLINK="0", **pages)
        assert colour in on_terminal(nagaya, site, TERM="xterm", NO_COLOR="")
        assert "\x1b" not in check(nagaya, site), "this is no terminal"


def main():
    nagaya, cache = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
    schema = json.loads((ROOT / "docs/formats/findings.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    sarif = sarif_schema(cache)
    schemas = (jsonschema.Draft202012Validator(schema), sarif and jsonschema.Draft4Validator(sarif))
    files = sorted((ROOT / "tests/cases/lint").glob("*.case"))[::1 if "--all" in sys.argv else 3]
    found = 0
    for file in files:
        case = cases.parse(file.read_text())
        try:
            found += check_case(nagaya, case, schemas)
        except (AssertionError, ValueError, jsonschema.ValidationError) as error:
            sys.exit(f"{file.name}: {error}")
    assert found > len(files), found
    check_terminal(nagaya)
    print(f"{found} findings of {len(files)} sites" + (", SARIF by its schema" if sarif else ""))


main()
