#!/usr/bin/env python3
"""Adds the entries of the catalogue to empty sites with `nagaya catalog add` and checks them: each alone under another name, and
all together on one host. `nagaya check` must find nothing at all once their secrets are there.

    tests/catalog/check_catalog.py NAGAYA
"""

import json
import pathlib
import subprocess
import sys
import tempfile

NAGAYA = str(pathlib.Path(sys.argv[1]).resolve())
# What a secret must hold is in its entry's README; any text will do for a check.
HOST = 'os = "debian"\npodman = "5.4"\nservices = []\n'
failures = []


def run(directory, *words):
    done = subprocess.run([NAGAYA, *words], cwd=directory, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def expect(holds, what, text=""):
    if not holds:
        failures.append(f"{what}\n{text}")


def empty_site(directory):
    site = directory / "site"
    (site / "hosts").mkdir(parents=True)
    (site / "nagaya.toml").write_text('[site]\nname = "home"\ndomain = "example.org"\n\n[vars]\nLE_EMAIL = "ada@example.org"\n')
    (site / "hosts/box.toml").write_text(HOST)
    return site


def write_secrets(directory, site):
    """What the warnings of a check ask for."""
    for finding in json.loads(run(site, "check", "--format", "json")[1])["diagnostics"]:
        if finding["code"] == "missing-secret":
            words = finding["message"].split("`")
            path = directory / "secrets" / words[3] / words[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("TOKEN=example\n")


def check(directory, site, what):
    write_secrets(directory, site)
    code, text = run(site, "check")
    expect(code == 0 and "warning" not in text and "error[" not in text, f"{what}: `nagaya check` finds something", text)


def main():
    with tempfile.TemporaryDirectory(prefix="nagaya-catalog-") as work:
        work = pathlib.Path(work)
        code, text = run(work, "catalog", "list", "--format", "json")
        expect(code == 0, "catalog list fails", text)
        entries = json.loads(text)["entries"]
        expect(len(entries) > 0, "the catalogue is empty")

        together = work / "together"
        site = empty_site(together)
        for entry in entries:
            name = entry["name"]
            for variable in entry["variables"]:  # a value is taken as it is
                expect("@@" not in variable["value"], f"{name}: {variable['name']} has a placeholder in its value")
            expect(entry["description"] != name, f"{name}: service.toml has no description")
            code, text = run(work, "catalog", "show", name)
            expect(code == 0 and text.startswith(f"# {name}\n"), f"{name}: README.md begins with `# {name}`", text[:200])
            if not (site / "services" / name).exists():  # it came already when another one needed it
                code, text = run(site, "catalog", "add", name)
                expect(code == 0, f"catalog add {name} fails", text)
            code, text = run(site, "catalog", "add", name)
            expect(code == 1 and "nothing was written" in text, f"catalog add {name} writes over what is there", text)

            alone = work / f"alone-{name}"
            single = empty_site(alone)
            code, text = run(single, "catalog", "add", name, "--as", "mine")
            expect(code == 0, f"catalog add {name} --as mine fails", text)
            check(alone, single, f"{name} alone, called `mine`")
        check(together, site, "all entries on one host")

    for failure in failures:
        print("FAIL", failure)
    return 1 if failures else 0


sys.exit(main())
