#!/usr/bin/env python3
"""Golden cases: one text file holds the command, its input and everything it must give.

    tools/cases.py --binary build/dev/src/cli/nagaya [--update] [names…]

A case file (tests/cases/<room>/<name>.case):

    # What this case shows, and the bug it came from.
    == file nagaya.toml
    [site]
    name = "home"
    == file services/web/secret.env mode=0600
    A=1
    == link services/web/link -> ../other
    $ nagaya check
    == exit 1
    == stderr
    error[…]: …
    == written nagaya.lock
    …

Input comes first: `== file PATH` (with `mode=` for another mode than 0644, `base64` or `no-eol` where bytes need it),
`== directory PATH`, `== link PATH -> TARGET`. Then one command or more; after each stands what it must give: `== exit N`, `== stdout`,
`== stderr`, `== written PATH` for each file it made or changed (with `mode=`, `link`, `base64`, `no-eol` where that is so; a
new empty directory is `== written PATH directory`), `== removed PATH`. An empty stdout or stderr is left out, and so is exit 0. Whatever is missing or too many fails the case. Further `== file` sections before the next `$` change the input.

A line of content that begins with `== `, `$ ` or `\\` stands behind one backslash. The command is split as a shell would
split words, and no shell runs: its first word must be `nagaya`. `cd DIR` at its front is `$ (DIR) nagaya …`, variables are
`$ NAME=value nagaya …`, and `$ nagaya … < PATH` gives a file as standard input.

The program runs in a new directory with HOME, PATH, LANG=C.UTF-8 and TZ=UTC and nothing else; that directory is shown as
@CWD@ and HOME as @HOME@. Only the part after the first command is ever rewritten by --update, and never where CI=true.
"""

import argparse
import base64
import concurrent.futures
import dataclasses
import difflib
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIMEOUT_SECONDS = 60
HEAD = re.compile(r"^== (file|directory|link|exit|stdout|stderr|written|removed)(?: (.*))?$")
INPUT_KINDS = {"file", "directory", "link"}


class BadCase(Exception):
    """The case file itself is wrong."""


@dataclasses.dataclass
class Section:
    kind: str
    argument: str
    lines: list

    def text(self, no_eol=False):
        body = "".join(line + "\n" for line in self.lines)
        return body[:-1] if no_eol and body else body


@dataclasses.dataclass
class Step:
    """Input sections, the command, and what it must give."""

    inputs: list
    command: str
    expected: list


@dataclasses.dataclass
class Case:
    prose: list
    steps: list


def unescape(line):
    return line[1:] if line.startswith("\\") else line


def escape(line):
    return "\\" + line if line.startswith(("== ", "$ ", "\\")) else line


def parse(text):
    prose, steps, inputs, section = [], [], [], None
    for number, line in enumerate(text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"), 1):
        head = HEAD.match(line)
        if head:
            kind, argument = head.group(1), head.group(2) or ""
            section = Section(kind, argument, [])
            if kind in INPUT_KINDS:
                inputs.append(section)
            elif not steps or inputs:
                raise BadCase(f"line {number}: `{line}` stands before its command")
            else:
                steps[-1].expected.append(section)
        elif line.startswith("== "):
            raise BadCase(f"line {number}: there is no section `{line}`")
        elif line.startswith("$ "):
            steps.append(Step(inputs, line[2:], []))
            inputs, section = [], None
        elif section is not None:
            section.lines.append(unescape(line))
        elif not steps and not inputs and (line.startswith("#") or not line):
            prose.append(line)
        elif line:
            raise BadCase(f"line {number}: `{line}` belongs to no section")
    if not any(line.startswith("# ") for line in prose):
        raise BadCase("the case does not begin with a `# ` line that says what it shows")
    if not steps:
        raise BadCase("there is no `$ nagaya …` line")
    if inputs:
        raise BadCase("input stands behind the last command")
    return Case(prose, steps)


def inside(directory, path):
    """The path below the case's directory; one that leaves it is refused."""
    parts = pathlib.PurePosixPath(path).parts
    if not path or path.startswith("/") or ".." in parts:
        raise BadCase(f"`{path}` leaves the case's directory")
    return directory / path


def place(directory, section):
    if section.kind == "link":
        name, arrow, target = section.argument.partition(" -> ")
        if not arrow:
            raise BadCase(f"`== link {section.argument}` has no ` -> `")
        link = inside(directory, name)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        return
    words = section.argument.split(" ")
    path = inside(directory, words[0])
    mode = 0o755 if section.kind == "directory" else 0o644
    for word in words[1:]:
        if word.startswith("mode="):
            mode = int(word[5:], 8)
        elif word not in ("base64", "no-eol"):
            raise BadCase(f"`{word}` is no property of a {section.kind}")
    if section.kind == "directory":
        path.mkdir(parents=True, exist_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = section.text("no-eol" in words)
        path.write_bytes(base64.b64decode(text) if "base64" in words else text.encode())
    path.chmod(mode)


def snapshot(directory):
    """Every file, link and empty directory below the directory: path → (properties, bytes)."""
    found = {}
    for base, directories, files in os.walk(directory):
        for name in directories + files:
            path = pathlib.Path(base, name)
            key = str(path.relative_to(directory))
            if path.is_symlink():
                found[key] = (" link", os.readlink(path).encode())
            elif path.is_file():
                mode = path.stat().st_mode & 0o7777
                found[key] = ("" if mode == 0o644 else f" mode={mode:04o}", path.read_bytes())
            elif path.is_dir() and not os.listdir(path):
                found[key] = (" directory", b"")
    return found


def section_for(kind, argument, data):
    """Expected text for some bytes; says so in the heading where plain lines cannot tell."""
    if not data:
        return Section(kind, argument, [])
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return Section(kind, f"{argument} base64".strip(), [base64.b64encode(data).decode()])
    if not text.endswith("\n"):
        return Section(kind, f"{argument} no-eol".strip(), text.split("\n"))
    return Section(kind, argument, text[:-1].split("\n"))


def parse_command(command, work):
    words = shlex.split(command)
    cwd, env, stdin = work, {}, None
    if words and words[0].startswith("(") and words[0].endswith(")"):
        cwd = inside(work, words.pop(0)[1:-1])
    while words and re.match(r"^[A-Z_][A-Z0-9_]*=", words[0]):
        name, _, value = words.pop(0).partition("=")
        env[name] = value
    if not words or words[0] != "nagaya":
        raise BadCase(f"`$ {command}` does not run nagaya")
    if len(words) >= 3 and words[-2] == "<":
        stdin = inside(work, words[-1])
        words = words[:-2]
    return words[1:], cwd, env, stdin


def run_step(step, binary, work, home):
    """Runs one command; gives the expected half that would be right."""
    for section in step.inputs:
        place(work, section)
    before = snapshot(work)
    arguments, cwd, extra, stdin = parse_command(step.command, work)
    env = {"HOME": str(home), "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
           "TZ": "UTC", **extra}
    with open(stdin or os.devnull, "rb") as source:
        done = subprocess.run([binary, *arguments], cwd=cwd, env=env, stdin=source, capture_output=True,
                              timeout=TIMEOUT_SECONDS, check=False)
    after = snapshot(work)

    def plain(data):
        return data.replace(str(work).encode(), b"@CWD@").replace(str(home).encode(), b"@HOME@")

    actual = []
    if done.returncode != 0:
        actual.append(Section("exit", str(done.returncode), []))
    if done.stdout:
        actual.append(section_for("stdout", "", plain(done.stdout)))
    if done.stderr:
        actual.append(section_for("stderr", "", plain(done.stderr)))
    for path in sorted(after):
        if after[path] != before.get(path):
            properties, data = after[path]
            actual.append(section_for("written", path + properties, plain(data)))
    for path in sorted(path for path in set(before) - set(after) if not os.path.lexists(work / path)):
        actual.append(Section("removed", path, []))
    return actual


def print_sections(sections):
    out = []
    for section in sections:
        out.append(f"== {section.kind} {section.argument}".rstrip())
        out.extend(escape(line) for line in section.lines)
    return out


def print_case(case):
    out = list(case.prose)
    for step in case.steps:
        out += print_sections(step.inputs) + [f"$ {step.command}"] + print_sections(step.expected)
    return "".join(line + "\n" for line in out)


def normal(sections):
    """`== exit 0` and empty output may be written or left out; the order of sections does not matter."""
    kept = [s for s in sections if not (s.kind == "exit" and s.argument == "0")]
    kept = [s for s in kept if s.lines or s.kind not in ("stdout", "stderr")]
    order = ["exit", "stdout", "stderr", "written", "removed"]
    return sorted(kept, key=lambda s: (order.index(s.kind), s.argument))


def run_case(path, binary, update):
    """Gives "ok", "rewritten" or "failed", and what to print about it."""
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    work = pathlib.Path(tempfile.mkdtemp(prefix="case-")).resolve()
    home = pathlib.Path(tempfile.mkdtemp(prefix="case-home-")).resolve()
    try:
        case = parse(path.read_text())
        wanted = [normal(step.expected) for step in case.steps]
        actual = [run_step(step, binary, work, home) for step in case.steps]
    except (BadCase, ValueError, OSError) as problem:
        return "failed", f"{name}: {problem}\n"
    except subprocess.TimeoutExpired:
        return "failed", f"{name}: the program did not end within {TIMEOUT_SECONDS} s\n"
    finally:
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)

    actual = [normal(sections) for sections in actual]
    if all(print_sections(w) == print_sections(a) for w, a in zip(wanted, actual)):
        return "ok", ""
    for step, sections in zip(case.steps, wanted):
        step.expected = sections
    old = print_case(case).splitlines(keepends=True)
    for step, sections in zip(case.steps, actual):
        step.expected = sections
    new = print_case(case)
    if update:
        path.write_text(new)
        return "rewritten", f"{name}: rewritten\n"
    diff = difflib.unified_diff(old, new.splitlines(keepends=True), f"{name} (expected)", f"{name} (actual)")
    return "failed", "".join(line if line.endswith("\n") else line + "\n" for line in diff)


def find_cases(directory, names):
    paths = sorted(directory.rglob("*.case"))
    if names:
        paths = [p for p in paths if any(n in str(p) for n in names)]
    return paths


def main():
    parser = argparse.ArgumentParser(description="runs the golden cases", epilog="see the head of this file for the format")
    parser.add_argument("--binary", required=True, help="the nagaya to run")
    parser.add_argument("--directory", default=ROOT / "tests" / "cases", type=pathlib.Path)
    parser.add_argument("--update", action="store_true", help="rewrite the expected half of the cases that differ")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("names", nargs="*", help="only cases whose path contains one of these")
    options = parser.parse_args()
    if options.update and os.environ.get("CI") == "true":
        print("cases: --update is refused in CI", file=sys.stderr)
        return 2
    os.umask(0o022)
    binary = os.path.abspath(options.binary)
    paths = find_cases(options.directory.resolve(), options.names)
    if not paths:
        print("cases: there are none", file=sys.stderr)
        return 1
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda path: run_case(path, binary, options.update), paths))
    sys.stdout.write("".join(text for _, text in results))
    counts = {state: sum(1 for found, _ in results if found == state) for state in ("failed", "rewritten")}
    rewritten = f", {counts['rewritten']} rewritten" if options.update else ""
    print(f"{len(paths)} cases, {counts['failed']} failed{rewritten}")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
