#!/usr/bin/env python3
"""Renders sites for Ignition, in every version of its spec, and asks Ignition's own validator.

    tests/renders/ignition.py NAGAYA

Needs ignition-validate (Debian: ignition). Debian's is 2.14: specs up to 3.3.0, and 3.4 under its experimental name. What later ones
added is not used by renders, so they are validated as that.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import sites


def wrong_with(nagaya, site, work):
    for spec in ("3.0", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6"):
        for more in ([], ["--compress", "--pretty"]):
            config = work / "host.ign"
            words = [nagaya, "render", "ignition", "--site", str(site), "--spec", spec, "-o", str(config), *more]
            # Lab test 81 takes the program along, and has Ignition itself lay it down.
            words += ["--program", "none"]
            done = subprocess.run(words, capture_output=True, text=True, timeout=60)
            if done.returncode != 0:
                yield f"{spec}: {done.stderr}"
                continue
            text = config.read_text()
            if json.loads(text)["ignition"]["version"] != spec + ".0":
                yield f"{spec}: another version stands in the config"
            before = config.read_bytes()
            subprocess.run(words, capture_output=True, timeout=60)
            if config.read_bytes() != before:
                yield f"{spec}: the same site gives other bytes"
            config.write_text(re.sub(r'"version":( ?)"3\.[456]\.0"', r'"version":\1"3.4.0-experimental"', text))
            validated = subprocess.run(["ignition-validate", str(config)], capture_output=True, text=True, timeout=60)
            if validated.returncode != 0 or validated.stdout or validated.stderr:
                yield f"{spec}: {validated.stdout}{validated.stderr}"


def wrong_with_butane(nagaya, work):
    """hosts/NAME.bu goes over what is derived: it adds, it wins, and what is wrong with it is told with its place."""
    site = sites.put("hello", work / "site")
    host = next(site.glob("hosts/*.toml"))
    (site / "motd").write_text("from the site\n")
    source = host.with_suffix(".bu")
    source.write_text("""variant: fcos
version: 1.5.0
passwd:
  users: [{name: core, ssh_authorized_keys: [ssh-ed25519 AAAA me]}]
storage:
  files:
    - {path: /etc/motd, contents: {local: motd}}
    - {path: /etc/nagaya/hello.ports, mode: 0600}
""")
    words = [nagaya, "render", "ignition", "--site", str(site), "--program", "none"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        yield done.stderr
        return
    config = json.loads(done.stdout)
    files = {file["path"]: file for file in config["storage"]["files"]}
    if files.get("/etc/motd", {}).get("contents", {}).get("source") != "data:,from%20the%20site%0A":
        yield f"the file that it adds: {files.get('/etc/motd')}"
    ports = files.get("/etc/nagaya/hello.ports", {})
    if ports.get("mode") != 0o600 or not ports.get("contents", {}).get("source"):
        yield f"the mode that it changes: {ports}"
    if "core" not in [user["name"] for user in config["passwd"]["users"]]:
        yield "the user that it adds"
    source.write_text(source.read_text().replace("mode: 0600", "mode: no"))
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    if done.returncode != 1 or f"hosts/{source.name}:8:" not in done.stderr or done.stdout:
        yield f"a mistake in it: exit {done.returncode}: {done.stderr}"


def main():
    nagaya = str(pathlib.Path(sys.argv[1]).resolve())
    if not shutil.which("ignition-validate"):
        sys.exit("ignition-validate is missing: tools/setup build")
    failed = 0
    for name in sites.names():
        with tempfile.TemporaryDirectory() as directory:
            work = pathlib.Path(directory)
            wrong = list(wrong_with(nagaya, sites.put(name, work / "site"), work))
        print(f"{'FAIL' if wrong else 'ok  '} {name}")
        for sentence in wrong:
            print("     " + sentence)
        failed += bool(wrong)
    with tempfile.TemporaryDirectory() as directory:
        wrong = list(wrong_with_butane(nagaya, pathlib.Path(directory)))
        print(f"{'FAIL' if wrong else 'ok  '} hosts/NAME.bu")
        for sentence in wrong:
            print("     " + sentence)
        failed += bool(wrong)
    with tempfile.TemporaryDirectory() as directory:
        bad = pathlib.Path(directory) / "bad.ign"
        bad.write_text('{"ignition":{"version":"3.3.0"},"storage":{"files":[{"path":"relative"}]}}')
        if subprocess.run(["ignition-validate", str(bad)], capture_output=True).returncode == 0:
            print("FAIL ignition-validate accepts a relative path")
            failed += 1
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
