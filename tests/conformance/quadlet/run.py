#!/usr/bin/env python3
"""Runs `nagaya quadlet` on the recorded cases: tests/conformance/quadlet/run.py NAGAYA [CASE-PART]

A case is one text file. `@file`, `@bytes`, `@link`, `@directory` are its input below @TOP@, `@dirs` and `@env` its environment; each
`@expect RELEASE… MODE` is what must come out: `exit`, what is said (without the prefix and debug lines), the links that enable units, and
then the units as a dry run prints them. MODE `both`: the user's differs from the system's only in the unit that waits for the network.
Texts were recorded from the reference generators of Podman 5.4.2 and 5.8.6, with the options that they print in random order in ours.
"""

import base64
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SYSTEM, USER = "network-online.target", "podman-user-wait-network-online.service"
CHATTER = ("Loading source ", "processing encountered some errors")


def parse(path):
    case = {"dirs": "@TOP@/in", "env": {}, "input": [], "expect": []}
    keep = None
    for line in path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")[1:-1]:
        word, _, rest = line.partition(" ")
        if not line.startswith("@") or line.startswith("@TOP@"):
            keep.append(line)
        elif word == "@expect":
            *releases, mode = rest.split()
            keep = []
            for release in releases:
                for one in ("system", "user") if mode == "both" else (mode,):
                    case["expect"].append((release, one, mode == "both", keep))
        elif word == "@dirs":
            case["dirs"] = rest
        elif word == "@env":
            name, _, value = rest.partition("=")
            case["env"][name] = value
        else:
            name, end = json.JSONDecoder().raw_decode(rest)
            keep = []
            case["input"].append((word, name, rest[end:].strip(), keep))
    return case


def lay_out(case, top):
    for word, name, rest, lines in case["input"]:
        path = top / name
        (path if word == "@directory" else path.parent).mkdir(parents=True, exist_ok=True)
        if word == "@link":
            path.symlink_to(json.loads(rest))
        elif word == "@bytes":
            path.write_bytes(base64.b64decode(rest))
        elif word == "@file":
            path.write_bytes(("\n".join(lines) + "\n").encode("utf-8", "surrogateescape"))


def links_below(directory):
    return sorted(f"{path.relative_to(directory)} -> {os.readlink(path)}" for path in directory.rglob("*") if path.is_symlink())


def run(program, case, top, release, mode):
    """What came out, in the form of a case."""
    env = {"PATH": "/usr/bin:/bin", "HOME": "/root", "QUADLET_UNIT_DIRS": case["dirs"].replace("@TOP@", str(top))} | case["env"]
    words = [program, "quadlet", "-podman", release, "-no-kmsg-log"] + (["-user"] if mode == "user" else [])
    done = subprocess.run(words + ["-dryrun"], env=env, capture_output=True, cwd="/", timeout=60, check=False)
    text = lambda data: data.decode("utf-8", "surrogateescape").replace(str(top), "@TOP@")
    said = [re.sub(r"^quadlet-generator\[\d+\]: ", "", line) for line in text(done.stderr).split("\n")]
    lines = [f"exit {done.returncode}"] + [f"says {line}" for line in said if line and not line.startswith(CHATTER)]
    units = top / "units made"
    subprocess.run(words + [units], env=env, capture_output=True, cwd="/", timeout=60, check=False)
    lines += [f"link {link}" for link in links_below(units)] if units.exists() else []
    return ("\n".join(lines) + "\n" + text(done.stdout)).removesuffix("\n").split("\n")


def check(program, path):
    case = parse(path)
    for release, mode, both, want in case["expect"]:
        if both and mode == "user":
            want = [line.replace("Wants=" + SYSTEM, "Wants=" + USER).replace("After=" + SYSTEM, "After=" + USER) for line in want]
        with tempfile.TemporaryDirectory() as top:
            lay_out(case, pathlib.Path(top))
            got = run(program, case, pathlib.Path(top), release, mode)
        if got != want:
            at = next((i for i, (a, b) in enumerate(zip(got, want)) if a != b), min(len(got), len(want)))
            return f"{path.stem} ({release}, {mode}):\n  want {want[at:at + 2]}\n  got  {got[at:at + 2]}"
    return ""


def check_without_directory(program):
    """What is said when there is neither -dryrun nor a directory; the reference says no more than the log's lines."""
    for release, log in (("5.4.2", ["missing output directory argument"]),
                         ("5.8.6", ["missing output directory argument", "processing encountered some errors"])):
        done = subprocess.run([program, "quadlet", "-podman", release, "-no-kmsg-log"], capture_output=True, text=True, timeout=60, check=False)
        said = [re.sub(r"^quadlet-generator\[\d+\]: ", "", line) for line in done.stderr.splitlines()]
        if (done.returncode, done.stdout, said) != (1, "", log):
            return f"without a directory ({release}): exit {done.returncode}, {said}"
    heard = subprocess.run([program, "quadlet"], capture_output=True, text=True, timeout=60, check=False)
    return "" if heard.returncode == 1 and "-dryrun" in heard.stderr else f"without words: exit {heard.returncode}, {heard.stderr!r}"


def check_directory(program):
    """What is said with -v of a directory that is written to, and of one that cannot be made."""
    with tempfile.TemporaryDirectory() as top:
        source, out = pathlib.Path(top, "in"), pathlib.Path(top, "out")
        source.mkdir()
        words = [program, "quadlet", "-v", "-no-kmsg-log", str(out)]
        run_it = lambda words: subprocess.run(words, env={"QUADLET_UNIT_DIRS": str(source)}, capture_output=True, text=True, timeout=60, check=False)
        said = lambda done: [re.sub(r"^quadlet-generator\[\d+\]: ", "", line).replace(top, "@TOP@") for line in done.stderr.splitlines()]
        start = "Starting quadlet-generator, output to: @TOP@/out"
        if (got := said(run_it(words))) != [start, "No files parsed from [@TOP@/in]"] or out.exists():
            return f"-v of no files: {got}"
        (source / "a.container").write_text("[Container]\nImage=registry.example.net/a:1\n[Install]\nWantedBy=default.target\n")
        if (got := said(run_it(words))) != [start, "Loading source unit file @TOP@/in/a.container", 'writing "@TOP@/out/a.service"',
                                            "Creating symlink @TOP@/out/default.target.wants/a.service -> ../a.service"]:
            return f"-v with a directory: {got}"
        if got := said(run_it(words[:2] + words[3:])):
            return f"without -v: {got}"
        (source / "z").mkdir()
        (source / "z" / "z.container").write_text("not a unit\n")
        (out / "a.service").unlink()
        done = run_it(words)
        if done.returncode != 1 or not (out / "a.service").exists():
            return f"beside a file that cannot be read: exit {done.returncode}, {said(done)}"
        (source / "z" / "z.container").unlink()
        done = run_it(words[:2] + words[3:-1] + ["-podman", "5.4.2", str(out / "a.service" / "below")])
        if (done.returncode, said(done)) != (1, ["mkdir @TOP@/out/a.service: not a directory"]):
            return f"a directory below a file: exit {done.returncode}, {said(done)}"
    return ""


def main():
    program = os.path.abspath(os.environ.get("NAGAYA_CONFORMANCE") or sys.argv[1])
    paths = [path for path in sorted((HERE / "cases").glob("*.case")) if not sys.argv[2:] or sys.argv[2] in path.stem]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        failures = [failure for failure in pool.map(lambda path: check(program, path), paths) if failure]
    passed = len(paths) - len(failures)
    failures += [failure for failure in [check_without_directory(program), check_directory(program)] if failure]
    for failure in failures:
        print(failure.encode("utf-8", "backslashreplace").decode())
    print(f"{passed} of {len(paths)} cases pass")
    return 1 if failures or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
