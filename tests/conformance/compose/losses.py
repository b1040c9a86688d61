#!/usr/bin/env python3
"""Does lowering lose anything of the probes without a word? losses.py PROGRAM, which is tests/compose/losses.cpp, compiled.

With --list FILE it is asked of other projects instead: lines DIRECTORY:FILE[:FILE…].
"""

import argparse
import json
import subprocess
import sys
import tempfile

import run


def lay_out_all(top):
    """Every probe that the reference accepts."""
    for number, case in enumerate(json.loads((run.HERE / "probes.json").read_text()).values()):
        words = case.get("args", ["-f", "compose.yml"])
        files = [file for flag, file in zip(words, words[1:]) if flag == "-f"]
        files = files or sorted((name for name in case["files"] if "compose" in name and "/" not in name),
                                key=lambda name: "override" in name)
        if "config" in case and not any(name.startswith("/") or ":" in name for name in files):
            yield ":".join([run.lay_out(case, f"{top}/{number}"), *files])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--list", type=argparse.FileType())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        lines = options.list.read() if options.list else "\n".join(lay_out_all(top))
        return subprocess.run([options.program], input=lines, text=True, timeout=120).returncode


if __name__ == "__main__":
    sys.exit(main())
