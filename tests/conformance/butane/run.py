#!/usr/bin/env python3
"""Runs `nagaya butane` on the recorded cases of the reference tool.

    run.py --binary NAGAYA [--validate IGNITION-VALIDATE] [NAME …]

cases.jsonl holds a case a line: arguments, input, files, and what the reference wrote. Files are texts, {"base64": …},
{"program": …} (executable) or {"link": target}; a name that ends in a slash is an empty directory. Where the reference's
order is not stable ("unordered"), order does not matter. With --validate, every config for a machine must also pass that
program; Debian 12's takes 3.4.0 under its older name, and nothing newer. Cases of exceptions.txt are known to differ.
"""

import argparse
import base64
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
NOT_OURS = ("3.5.0", "3.6.0", "3.7.0-experimental")  # what Debian's ignition-validate does not know


def as_bytes(value):
    if isinstance(value, str):
        return value.encode()
    return base64.b64decode(value["base64"]) if "base64" in value else value["program"].encode()


def write_case(case, directory):
    (directory / "input.bu").write_bytes(as_bytes(case["input"]))
    if "files" in case:
        (directory / "files").mkdir()
    for name, value in case.get("files", {}).items():
        path = directory / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(value, dict) and "link" in value:
            path.symlink_to(value["link"])
            continue
        path.write_bytes(as_bytes(value))
        if isinstance(value, dict) and "program" in value:
            path.chmod(0o755)


def names_input(arguments):
    """Does an argument name the input? Otherwise it comes by standard input."""
    for at, word in enumerate(arguments):
        if word in ("input.bu", "files", "no-such-file.bu", "-") and (at == 0 or arguments[at - 1] not in ("-d", "--files-dir")):
            return True
    return False


def same(got, wanted, unordered):
    if got == wanted:
        return True
    blocks = lambda text: sorted(text.split(b"\n\n")) == sorted(wanted.split(b"\n\n"))
    return unordered and (blocks(got) or sorted(got.splitlines()) == sorted(wanted.splitlines()))


def run_case(case, options):
    """What differs, as a list of words."""
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        write_case(case, directory)

        def run(arguments):
            return subprocess.run([options.binary, "butane", *arguments], cwd=directory, capture_output=True, timeout=120,
                                  input=None if names_input(arguments) else as_bytes(case["input"]),
                                  stdin=subprocess.DEVNULL if names_input(arguments) else None)

        done = run(case["args"])
        wrong = []
        if done.returncode != case["rc"]:
            wrong.append(f"exit code {done.returncode}, not {case['rc']}")
        if done.stdout != as_bytes(case.get("ign", "")):
            wrong.append("output")
        if not same(done.stderr, as_bytes(case.get("stderr", "")), case.get("unordered")):
            wrong.append("report")
        if "raw" in case and not same(run(["--raw-errors", *case["args"]]).stderr, as_bytes(case["raw"]), case.get("unordered")):
            wrong.append("raw report")
        if options.validate and done.returncode == 0 and done.stdout.startswith(b"{"):
            problem = validate(options.validate, done.stdout, directory)
            if problem:
                wrong.append("ignition-validate: " + problem)
        return wrong


def validate(program, config, directory):
    version = json.loads(config)["ignition"]["version"]
    if version in NOT_OURS:
        return ""
    path = directory / "out.ign"
    path.write_bytes(config.replace(b'"3.4.0"', b'"3.4.0-experimental"', 1))
    done = subprocess.run([program, path], capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=os.path.abspath)
    parser.add_argument("--validate")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    cases = [json.loads(line) for line in (HERE / "cases.jsonl").read_text().split("\n") if line]
    if options.names:
        cases = [case for case in cases if case["name"] in options.names]
    known = {line.split(":")[0] for line in (HERE / "exceptions.txt").read_text().splitlines() if line}
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for case, wrong in zip(cases, pool.map(lambda case: run_case(case, options), cases)):
            if case["name"] in known:
                if not wrong:
                    print(f"{case['name']}: is no exception any more")
                    failed += 1
            elif wrong:
                print(f"{case['name']}: {', '.join(wrong)}")
                failed += 1
    print(f"{len(cases) - failed} of {len(cases)} cases as recorded, {len(known)} of them known to differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
