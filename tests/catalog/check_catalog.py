#!/usr/bin/env python3
"""Adds the entries of the catalogue to empty sites with `nagaya catalog add` and checks them: each alone under another name, and
all together on one host, at ports of their own and then behind the reverse proxy. `nagaya check` must find nothing but that an
image works as root once their secrets are there. examples/https must show what the catalogue gives.

    tests/catalog/check_catalog.py NAGAYA
"""

import filecmp
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
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
    notes = [f'{note["path"]}: {note["message"]}' for note in json.loads(run(site, "check", "--format", "json")[1])["diagnostics"]
             if note["code"] != "root-image"]
    expect(not notes, f"{what}: there are notes", "\n".join(notes))


def publish(site):
    """Does in every service.toml what its comment above `# [proxy]` says. The proxy gets the secrets that `auth` names."""
    passwords, published = [], 0
    for path in sorted((site / "services").glob("*/service.toml")):
        head, mark, rest = path.read_text().partition("# Behind the host's reverse proxy (")
        if not mark:
            continue
        told, _, rest = rest.partition("\n")
        lines = rest.split("\n")
        count = next((i for i, line in enumerate(lines) if not line.startswith("# ")), len(lines))
        lines[:count] = [line[2:] for line in lines[:count]]
        if "`listen` out of the port" in told:
            only = re.search(r"out of the port `(\w+)`", told)
            head = re.sub(rf'(name = "{only[1] if only else "[a-z0-9]+"}"\n)listen = \d+\n', r"\1", head)
        path.write_text(head + "\n".join(lines))
        passwords += re.findall(r'^auth = "([^"]+)"', "\n".join(lines), re.M)
        published += 1
    expect(published >= 8, f"only {published} entries say how they are published")
    proxy = site / "services/nginx/service.toml"
    listed = ", ".join(f'"{name}:33"' for name in passwords)
    proxy.write_text(proxy.read_text() + f"\n[secrets]\nfiles = [{listed}]\n")


def check_self_signed(directory):
    """What README.md of certificates says for a host without an ACME server."""
    site = empty_site(directory)
    code, text = run(site, "catalog", "add", "certificates")
    path = site / "services/certificates/service.toml"
    path.write_text(re.sub(r'\[secrets\]\n.*\n', "", path.read_text()).replace('server = "staging"', 'server = "none"'))
    check(directory, site, "certificates with `server = \"none\"`")


def sign_at_once(directory):
    """The service that signs and the one that renews start together and share their state: both end well, with whole pairs."""
    store, state = directory / "store", directory / "state"
    for made in (store, state):
        made.mkdir(parents=True)
    names = ["a", "b", "c"]
    (directory / "certificates.conf").write_text("server none\n" + "".join(f"certificate {name} {name}.test\n" for name in names))
    environment = dict(os.environ, WANTED=str(directory), STORE=str(store), STATE=str(state))
    program = ROOT / "catalog/certificates/image/self-sign.sh"
    running = [subprocess.Popen(["sh", str(program)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
               for _ in range(6)]
    said = [(one.communicate()[0], one.returncode) for one in running]
    expect([code for _, code in said] == [0] * len(said), "self-sign.sh several times at once", "".join(text for text, _ in said))
    for name in names:
        signed = ["openssl", "x509", "-noout", "-pubkey", "-in", str(store / name / "fullchain.pem")]
        key = ["openssl", "pkey", "-pubout", "-in", str(store / name / "privkey.pem")]
        expect(subprocess.check_output(signed) == subprocess.check_output(key), f"{name}: the certificate is not of the key")


def check_starter(directory):
    """What `nagaya init` and `nagaya new service` write is clean, whatever is asked for; its port is no entry's."""
    directory.mkdir()
    run(directory, "init", "site")
    code, text = run(directory / "site", "new", "service", "blog", "--port", "8099")
    expect(code == 0, "new service fails", text)
    run(directory / "site", "new", "service", "shop", "--port", "8098", "--image", "docker.io/library/nginx:1.27")
    code, text = run(directory / "site", "check", "--severity", "note", "--deny", "notes")
    expect(code == 0, "the starters are not clean", text)
    for entry in json.loads(run(directory, "catalog", "list", "--format", "json")[1])["entries"]:
        run(directory / "site", "catalog", "add", entry["name"])
    code, text = run(directory / "site", "check")
    expect("port-clash" not in text, "ports of the catalogue clash with the starter", text)


def compare_example():
    """examples/https has copies, so that it can be read and taken as it is. What differs is what a user fills in."""
    for name in ("nginx", "certificates"):
        shown, own = ROOT / "examples/https/services" / name, ROOT / "catalog" / name
        paths = {path.relative_to(top) for top in (shown, own) for path in top.rglob("*") if path.is_file()}
        for path in sorted(paths - {pathlib.Path("README.md"), pathlib.Path("service.toml")}):
            same = (shown / path).is_file() and (own / path).is_file() and filecmp.cmp(shown / path, own / path, shallow=False)
            expect(same, f"examples/https/services/{name}/{path} is not what catalog/{name} has")


def main():
    compare_example()
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
        check_self_signed(work / "self-signed")
        check_starter(work / "starter")
        sign_at_once(work / "at-once")
        publish(site)
        check(together, site, "all entries behind the reverse proxy")

    for failure in failures:
        print("FAIL", failure)
    return 1 if failures else 0


sys.exit(main())
