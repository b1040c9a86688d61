#!/usr/bin/env python3
"""Renders every example and compares with what stands in tests/renders/golden: a change of it is a change of what hosts become.

    tests/renders/golden.py NAGAYA [--update]

EXAMPLE.nix is the module as it is. EXAMPLE.ign is the Ignition config with texts as lists of lines, so that it can be read; long texts,
which are the site's own files or documents of nagaya, by their digest. EXAMPLE.tree is a line for each path of the tree (owner, mode,
digest or target), and the files beside the manifest that say something else. --update writes them anew: read the difference before you
commit it. It is refused where CI=true.
"""

import base64
import difflib
import gzip
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse

import sites

GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"
LONGEST = 40


def digest(data):
    return f"sha256 {hashlib.sha256(data).hexdigest()[:16]}, {len(data)} bytes"


def readable(text):
    lines = text.split("\n")
    return text if len(lines) == 1 else lines if len(lines) <= LONGEST else digest(text.encode())


def decoded(resource):
    """What a data: URL of a config holds, for people."""
    head, _, rest = resource["source"].partition(",")
    data = base64.b64decode(rest) if head.endswith(";base64") else urllib.parse.unquote_to_bytes(rest)
    if resource.get("compression") == "gzip":
        data = gzip.decompress(data)
    try:
        return readable(data.decode())
    except UnicodeDecodeError:
        return digest(data)


def unfolded(value):
    if isinstance(value, dict):
        if str(value.get("source", "")).startswith("data:"):
            return {**value, "source": decoded(value)}
        return {key: oct(part) if key == "mode" else unfolded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [unfolded(part) for part in value]
    return readable(value) if isinstance(value, str) else value


def tree_text(tree):
    manifest = json.loads((tree / "manifest.json").read_text())
    text = "".join(f"== {name}\n{(tree / name).read_text()}" for name in ("sysusers.conf", "subids"))
    text += "== presets\n" + "".join(f"{'enable' if enabled else 'disable'} {unit}\n" for unit, enabled in sorted(manifest.get("presets", {}).items()))
    text += "== paths\n"
    for entry in manifest["paths"]:
        path = tree / "root" / entry["path"][1:]
        what = f"-> {entry['target']}" if entry["type"] == "link" else digest(path.read_bytes()) if entry["type"] == "file" else ""
        owner = f"{entry['uid']}:{entry['gid']}"
        text += f"{entry['type']:<9} {entry.get('mode', ''):<5} {owner:<15} {entry['path']} {what}".rstrip() + "\n"
    left = sorted(path.name for path in tree.iterdir())
    return text + "== beside\n" + "\n".join(left) + "\n"


def rendered(nagaya, name, work):
    """File name → text."""
    site = sites.put(name, work / "site")

    def render(*words):
        done = subprocess.run([nagaya, "render", *words, "--site", str(site)], capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            sys.exit(f"render {words[0]} of {name} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    config = json.loads(render("ignition", "--program", "none"))
    render("tree", "--program", "none", "-o", str(work / "tree"))
    render("tree", "--program", "none", "-o", str(work / "again"))
    different = subprocess.run(["diff", "-r", "--no-dereference", work / "tree", work / "again"], capture_output=True, text=True).stdout
    if different:
        sys.exit(f"two renders of {name} differ: {different}")
    return {f"{name}.nix": render("nixos"),
            f"{name}.ign": json.dumps(unfolded(config), indent=1, ensure_ascii=False) + "\n",
            f"{name}.tree": tree_text(work / "tree")}


def main():
    nagaya, update = str(pathlib.Path(sys.argv[1]).resolve()), "--update" in sys.argv
    if update and os.environ.get("CI") == "true":
        sys.exit("golden: --update is refused in CI")
    failed, known = 0, set()
    for name in sites.names():
        with tempfile.TemporaryDirectory() as directory:
            texts = rendered(nagaya, name, pathlib.Path(directory))
        if not (sites.EXAMPLES / name).is_dir():
            continue
        for file, text in texts.items():
            known.add(file)
            path = GOLDEN / file
            before = path.read_text() if path.exists() else ""
            print(f"{'ok  ' if before == text else 'new ' if update else 'FAIL'} {file}")
            if before == text:
                continue
            if update:
                GOLDEN.mkdir(exist_ok=True)
                path.write_text(text)
                continue
            failed += 1
            difference = difflib.unified_diff(before.splitlines(), text.splitlines(), f"golden/{file}", "rendered", lineterm="", n=2)
            print("\n".join("     " + line for line in list(difference)[:60]))
    for path in sorted(GOLDEN.iterdir()):
        if path.name not in known:
            print(f"FAIL {path.name} is of no example")
            failed += 1
    if failed:
        print("if that is what you meant: tests/renders/golden.py NAGAYA --update, and read the difference")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
