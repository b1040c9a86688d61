#!/usr/bin/env python3
"""Does `nagaya compose config` say what docker-compose 2.40.3 said?

probes.json: name → files, args (default `-f compose.yml`), env, directory (default proj), and config, the reference's answer as JSON;
without config the reference refused. Paths of the answer begin with /proj.

--record DOCKER_COMPOSE asks that program instead and writes its answers into probes.json: for new probes.

With --real DIR it scores instead against a directory of real files that is not part of this repository: DIR/open/NAME (with NAME.env, NAME.d/),
DIR/golden/open/NAME.config.json, or no such file where the reference refused, and DIR/SOURCES.tsv.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = {"HOME": "/root", "PATH": "/usr/bin:/bin"}


def differences(got, want, path=""):
    if isinstance(got, dict) and isinstance(want, dict):
        for key in sorted(set(got) | set(want)):
            if key not in got:
                yield f"{path}.{key} is missing"
            elif key not in want:
                yield f"{path}.{key} is too much"
            else:
                yield from differences(got[key], want[key], f"{path}.{key}")
    elif isinstance(got, list) and isinstance(want, list) and len(got) == len(want):
        for i, (one, other) in enumerate(zip(got, want)):
            yield from differences(one, other, f"{path}[{i}]")
    elif got != want or type(got) is not type(want):
        yield f"{path}: {json.dumps(got)[:100]}, not {json.dumps(want)[:100]}"


def ask(binary, arguments, directory, env):
    return subprocess.run([binary, "compose", "config", *arguments, "--format", "json"], cwd=directory,
                          env={**ENVIRONMENT, **env}, capture_output=True, timeout=60)


def as_recorded(text, directory):
    """The reference ran in /proj, so its parent is the root."""
    above = os.path.dirname(directory)
    return text.replace(directory, "/proj").replace(above + "/", "/").replace(f'"{above}"', '"/"')


def judge(answer, want, directory):
    """What is wrong with an answer; nothing when it is right."""
    if answer.returncode not in (0, 1):
        return f"exit code {answer.returncode}"
    if want is None:
        if answer.returncode == 0:
            return "accepted, and the reference refuses it"
        if b"error[" not in answer.stderr or b"-->" not in answer.stderr:
            return "refused without a place: " + answer.stderr.decode(errors="replace")[:200]
        return None
    if answer.returncode != 0:
        return "refused: " + answer.stderr.decode(errors="replace")[:300]
    got = json.loads(as_recorded(answer.stdout.decode(), directory))
    return "; ".join(list(differences(got, want))[:5]) or None


def lay_out(case, top):
    """Its files below `top`; the project's directory."""
    directory = os.path.join(top, case.get("directory", "proj"))
    for name, text in case["files"].items():
        path = pathlib.Path(directory, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return directory


def probe(binary, case):
    with tempfile.TemporaryDirectory() as top:
        directory = lay_out(case, top)
        answer = ask(binary, case.get("args", ["-f", "compose.yml"]), directory, case.get("env", {}))
        return judge(answer, case.get("config"), directory)


def record(program, case):
    """The case with the reference's answer. Its options of the project stand before `config`."""
    words = list(case.get("args", ["-f", "compose.yml"]))
    before, behind = [], []
    while words:
        taken = 2 if words[0] in ("-f", "-p", "--profile", "--env-file", "--project-directory") else 1
        (before if taken == 2 else behind).extend(words[:taken])
        del words[:taken]
    with tempfile.TemporaryDirectory() as top:
        directory = lay_out(case, top)
        answer = subprocess.run([program, *before, "config", *behind, "--format", "json"], cwd=directory,
                                env={**ENVIRONMENT, **case.get("env", {})}, capture_output=True, timeout=60)
        made = {key: value for key, value in case.items() if key != "config"}
        if answer.returncode == 0:
            made["config"] = json.loads(as_recorded(answer.stdout.decode(), directory))
        return made


def real(binary, root, name, row):
    with tempfile.TemporaryDirectory() as top:
        directory = os.path.join(top, "proj")
        os.makedirs(directory)
        file = root / "open" / name
        origin = row.get("path", "compose.yml")
        base = "compose.yml" if "#" in origin else os.path.basename(origin)
        if os.path.isdir(f"{file}.d"):
            shutil.copytree(f"{file}.d", directory, dirs_exist_ok=True)
        shutil.copy(file, f"{directory}/{base}")
        if os.path.exists(f"{file}.env") and not os.path.exists(f"{directory}/.env"):
            shutil.copy(f"{file}.env", f"{directory}/.env")
        for stub in filter(None, row.get("stubs", "").split(",")):
            path = pathlib.Path(directory, stub)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        for variable in filter(None, row.get("vars_set", "").split(",")):
            with open(f"{directory}/.env", "a") as file:
                file.write(f"\n{variable}=placeholder\n")
        golden = root / "golden" / "open" / f"{name}.config.json"
        want = json.loads(golden.read_text()) if golden.exists() else None
        return judge(ask(binary, ["-f", f"{directory}/{base}", "--profile", "*"], directory, {}), want, directory)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary")
    parser.add_argument("--record", metavar="DOCKER_COMPOSE")
    parser.add_argument("--real", type=pathlib.Path)
    parser.add_argument("names", nargs="*", help="only cases whose name contains one of these")
    options = parser.parse_args()
    if options.record:
        probes = json.loads((HERE / "probes.json").read_text())
        lines = [f"{json.dumps(name)}: {json.dumps(record(options.record, probes[name]))}" for name in sorted(probes)]
        (HERE / "probes.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
        return 0
    binary = os.path.abspath(os.environ.get("NAGAYA_CONFORMANCE") or options.binary or parser.error("--binary is missing"))
    if options.real:
        lines = (options.real / "SOURCES.tsv").read_text().splitlines()
        rows = [dict(zip(lines[0].split("\t"), line.split("\t"))) for line in lines[1:]]
        by_name = {row["file"].removeprefix("open/"): row for row in rows}
        cases = {path.name: (lambda name=path.name: real(binary, options.real, name, by_name.get(name, {})))
                 for path in sorted((options.real / "open").iterdir()) if path.is_file() and path.suffix != ".env"}
    else:
        probes = json.loads((HERE / "probes.json").read_text())
        cases = {name: (lambda case=case: probe(binary, case)) for name, case in probes.items()}
    chosen = {name: case for name, case in cases.items()
              if not options.names or any(part in name for part in options.names)}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = dict(zip(chosen, pool.map(lambda case: case(), chosen.values())))
    bad = {name: what for name, what in wrong.items() if what}
    for name, what in bad.items():
        print(f"{name}: {what}")
    print(f"{len(wrong) - len(bad)} of {len(wrong)} agree with the reference")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
