#!/usr/bin/env python3
"""Renders sites as NixOS modules, evaluates them, and compares what comes out with the tree of the same host.

    tests/renders/nixos.py NAGAYA

Needs nix-instantiate (Debian: nix-bin); nothing is fetched. eval.nix stands in for NixOS: it knows the options that a module may
set, with their types.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import sites

HERE = pathlib.Path(__file__).resolve().parent

# One module for each way to be wrong; what NixOS refuses, eval.nix must.
BAD = {
    "a port is no text": '{ networking.firewall.allowedTCPPorts = [ "80" ]; }',
    "a port that there is not": "{ networking.firewall.allowedUDPPorts = [ 65536 ]; }",
    "no such option": "{ systemd.services.x.startUp = true; }",
    "no such service of NixOS": "{ virtualisation.podmen.enable = true; }",
    "a flag is no text": '{ virtualisation.podman.enable = "yes"; }',
    "an account needs a group": "{ users.users.x = { isSystemUser = true; uid = 2000; }; }",
    "an account's group must be there": '{ users.users.x = { isSystemUser = true; group = "y"; }; }',
    "an account is one of a system or a person": '{ users.users.x.group = "x"; users.groups.x = { }; }',
    "two accounts of one id": "{ users.groups.x = { }; users.users = { a = { isSystemUser = true; uid = 2000; group = \"x\"; };"
                              " b = { isSystemUser = true; uid = 2000; group = \"x\"; }; }; }",
    "two groups of one id": "{ users.groups = { a.gid = 2000; b.gid = 2000; }; }",
    "a long name": "{ users.groups." + 32 * "x" + " = { }; }",
    "subordinate ids are numbers": '{ users.groups.x = { }; users.users.x = { isSystemUser = true; group = "x";'
                                   ' subUidRanges = [ { startUid = "1"; count = 2; } ]; }; }',
    "an unknown name": '{ environment.etc."x".text = "${pkgs.nothing}"; }',
    "a text that nobody escaped": '{ environment.etc."x".text = "${HOME}"; }',
    "no end of a set": "{ environment.etc.x.text = \"\";",
    "an attribute twice": '{ environment.etc.x.text = "a"; environment.etc.x.text = "b"; }',
    "a set where a value stands": "{ systemd.services.x.serviceConfig.Type.a = 1; }",
    "a type that systemd does not have": '{ systemd.services.x.serviceConfig.Type = [ "simple" "oneshot" ]; }',
    "a name that is no unit's": '{ systemd.services.x.after = [ "network" ]; }',
    "a description of two lines": '{ systemd.services.x.description = "a\\nb"; }',
    "a path besides the one that is there": '{ systemd.services.x.environment.PATH = "/bin"; }',
    "a mode is text": '{ systemd.tmpfiles.settings.x."/srv/x".d.mode = 755; }',
    "a path that ends its quotes": """{ systemd.tmpfiles.settings.x."/srv/it's".d.mode = "0755"; }""",
    "a mount of nothing": '{ systemd.mounts = [ { where = 1; } ]; }',
    "an assertion": '{ assertions = [ { assertion = false; message = "no"; } ]; }',
    "two texts for one option": 'lib.mkMerge [ { systemd.services.x.description = "a"; } { systemd.services.x.description = "b"; } ]',
    "what asks for itself": "let x = x; in { networking.firewall.enable = x; }",
}


def nix(*words, store):
    environment = os.environ | {"HOME": store, "NIX_STATE_DIR": f"{store}/var", "NIX_CONF_DIR": store, "NIX_REMOTE": "dummy://",
                                "NIX_PATH": ""}
    return subprocess.run(["nix-instantiate", *words], capture_output=True, text=True, env=environment, timeout=120)


def evaluate(module, store):
    """What the module sets; exits with the reason when it sets anything wrong."""
    parsed = nix("--parse", str(module), store=store)
    if parsed.returncode != 0:
        return None, parsed.stderr
    done = nix("--eval", "--strict", "--json", "--readonly-mode", "-E",
               f"import {HERE}/eval.nix {{ module = import {module}; }}", store=store)
    if done.returncode != 0:
        return None, done.stderr
    answer = json.loads(done.stdout)
    wrong = answer["errors"] + answer["failedAssertions"]
    return (None, "\n".join(wrong)) if wrong else (answer["config"], "")


def plain(text):
    """A text with the programs of commands by their names alone: packages have them elsewhere."""
    return re.sub(r"(?m)^(Exec\w+=[-@:+!|]*)(?:/nix/store/0{32}-\w+/(?:s?bin|lib/systemd)/|/(?:usr/)?(?:local/)?s?bin/)", r"\1", text)


def unquoted(path):
    """A path of tmpfiles.d(5) that stands between quotes, as the file is called."""
    return re.sub(r"%(%)|\\(.)", lambda found: found[1] or found[2], path)


def compare_units(config, tree):
    """The system's units that are enabled, and the rest of what [Install] says, in the tree's own words."""
    manifest = json.loads((tree / "manifest.json").read_text())
    systemd = config.get("systemd", {})
    wanted = {}
    for kind in ("services", "sockets", "timers", "paths", "targets", "slices"):
        wanted |= {f"{name}.{kind[:-1]}": unit for name, unit in systemd.get(kind, {}).items()}
    wanted |= systemd.get("units", {})
    for name, enabled in manifest.get("presets", {}).items():
        if "nagaya" in (tree / "root/etc/systemd/system" / name).read_text().split("ExecStart=", 1)[-1]:
            continue
        if name.endswith((".mount", ".automount")):
            where = re.search(r"(?m)^Where=(.*)", (tree / "root/etc/systemd/system" / name).read_text())[1]
            unit = next((one for one in systemd.get(name.rsplit(".")[-1] + "s", []) if one["where"] == where), {})
        else:
            unit = wanted.get(name, {})
        if enabled != bool(unit.get("wantedBy") or unit.get("requiredBy")):
            yield f"{name} is enabled: {not enabled}, not {enabled}"


def compare(config, tree):
    """Differences between a module and the tree of the same host, as sentences."""
    manifest = json.loads((tree / "manifest.json").read_text())
    users = config.get("users", {}).get("users", {})
    for account in manifest["accounts"]:
        user = users.get(account["name"], {})
        ids = [{"startUid": account["subid_start"], "count": account["subid_count"]}]
        for key, wanted in {"uid": account["uid"], "home": account["home"], "linger": account["linger"], "subUidRanges": ids}.items():
            if user.get(key) != wanted:
                yield f"{account['name']}.{key} is {user.get(key)}, not {wanted}"
    etc = config.get("environment", {}).get("etc", {})
    placed = {}
    for settings in config.get("systemd", {}).get("tmpfiles", {}).get("settings", {}).values():
        placed |= {unquoted(path): entries for path, entries in settings.items()}
    names = {account["uid"]: account["name"] for account in manifest["accounts"]} | {0: "root"}
    for entry in manifest["paths"]:
        path = entry["path"]
        if entry.get("added") or entry["type"] == "link" or path.startswith(("/etc/systemd", "/home/")) or path.endswith(".ports"):
            continue
        if path.startswith("/etc/"):
            if entry["type"] == "file":
                text = (tree / "root" / path[1:]).read_text()
                got = etc.get(path[5:], {}).get("text", "")
                if plain(got) != plain(text):
                    yield f"{path} is {got!r}, not {text!r}"
            continue
        settings = next(iter(placed.get(path, {}).values()), {})
        owner = {"user": names.get(entry["uid"], str(entry["uid"])), "group": names.get(entry["gid"], str(entry["gid"])), "mode": entry["mode"]}
        if {key: settings.get(key) for key in owner} != owner:
            yield f"{path} is {settings}, not {owner}"
        if entry["type"] == "file" and "f+" in placed.get(path, {}):
            text = (tree / "root" / path[1:]).read_text()
            if settings["argument"].replace("%%", "%") != text:
                yield f"{path} holds {settings['argument']!r}, not {text!r}"


def render(nagaya, site, work, store):
    """What is wrong with the module of a site, as sentences."""
    module, tree = work / "host.nix", work / "tree"
    for words in (["nixos", "-o", str(module)], ["tree", "-o", str(tree), "--program", "none"]):
        done = subprocess.run([nagaya, "render", *words, "--site", str(site)], capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            yield f"render {words[0]} ended with {done.returncode}: {done.stderr}"
            return
    config, why = evaluate(module, store)
    if config is None:
        yield why
        return
    yield from compare(config, tree)
    yield from compare_units(config, tree)


def main():
    nagaya = str(pathlib.Path(sys.argv[1]).resolve())
    if not shutil.which("nix-instantiate"):
        sys.exit("nix-instantiate is missing: tools/setup build")
    failed = 0
    with tempfile.TemporaryDirectory() as store:
        for name in sites.names():
            with tempfile.TemporaryDirectory() as directory:
                work = pathlib.Path(directory)
                wrong = list(render(nagaya, sites.put(name, work / "site"), work, store))
            print(f"{'FAIL' if wrong else 'ok  '} {name}")
            for sentence in wrong:
                print("     " + sentence)
            failed += bool(wrong)
        # The stand-in is worth something only if it refuses what NixOS would.
        for what, text in BAD.items():
            module = pathlib.Path(store) / "bad.nix"
            module.write_text("{ lib, pkgs, ... }: " + text)
            if evaluate(module, store)[0] is not None:
                print(f"FAIL eval.nix accepts: {what}")
                failed += 1
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
