#!/usr/bin/env python3
"""The rules of the house that no compiler checks.

    tools/check_house.py [--root DIR]

arrows     a room includes only rooms that the table in ARCHITECTURE.md allows it, and links only those
purity     rooms that the table calls pure touch no file, clock, environment, process or thread
sources    every .cpp is built, and every one that is listed is there
library    a third-party library is included in its own file and nowhere else
banned     calls that have a better replacement
try        TRY never stands inside a braced initialiser (g++ 12 leaks there)
size       files up to 400 lines, functions up to 70 lines of code
header     `#pragma once`, and no `using namespace`
name       no file called util, common, helper, manager, impl or misc
note       no TODO or FIXME
machine    no path or host name of the machine it was written on

Each finding is one line: path:line: [check] what is. Exit code 1 if there are any.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys

import cpp_outline

MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 70

# Which files may include a library. "src/host/" means any file below it.
LIBRARIES = {
    "toml++/": ["src/syntax/toml.cpp"],
    "yaml.h": ["src/syntax/yaml.cpp"],
    "nlohmann/": ["src/base/json.cpp"],
    "openssl/": ["src/base/digest.cpp", "src/base/seal.cpp", "src/base/x509.cpp"],
    "CLI/": ["src/cli/parse.cpp"],
    "systemd/": ["src/host/"],
    "gtest/": ["tests/"],
}
SYSTEM_DIRECTORIES = ("sys/", "linux/", "net/", "netinet/", "arpa/", "bits/")

# What a pure room may take from the standard library: nothing here touches the world.
PURE_HEADERS = set("""algorithm any array bit bitset cctype charconv chrono climits compare concepts cstddef cstdint cstring
    deque exception expected functional initializer_list iterator limits list map memory new numeric optional ostream queue
    ranges set source_location span sstream stack stdexcept string string_view system_error tuple type_traits typeinfo
    unordered_map unordered_set utility variant vector cerrno cassert""".split())
# The exceptions, each with its reason.
PURE_EXCEPTIONS = {
    ("src/base/check.cpp", "cstdio"): "says what failed before it aborts",
    ("src/base/check.cpp", "cstdlib"): "aborts",
}
IMPURE_CALLS = [
    (r"\bstd::chrono::\w*_clock::now\b|\b\w*_clock::now\s*\(", "reads the clock: take the time as an argument"),
    (r"(?<![\w.>:])(?:std::|::)?time\s*\(\s*(?:nullptr|NULL|0)\s*\)", "reads the clock: take the time as an argument"),
    (r"\b(?:secure_)?getenv\s*\(", "reads the environment: take the value as an argument"),
    (r"\bstd::(?:cout|cerr|cin)\b|(?<!\w)f?printf\s*\(|(?<!\w)f?puts\s*\(", "prints: return the text"),
    (r"\bstd::(?:i|o)?fstream\b|(?<!\w)fopen\s*\(", "touches files: read them in host"),
]
THREAD_HEADERS = {"atomic", "condition_variable", "future", "latch", "mutex", "semaphore", "stop_token", "thread"}
BANNED_CALLS = [
    (r"\bstd::system\s*\(|(?<!\w)::system\s*\(", "`system` runs a shell: use host/process.hpp"),
    (r"(?<!\w)popen\s*\(", "`popen` runs a shell: use host/process.hpp"),
    (r"\bstd::regex\b", "`std::regex` overflows the stack on long input: match by hand"),
    (r"(?<!\w)(?:strtok|sprintf|vsprintf|strcpy|strcat|gets|atoi|atol|alloca)\s*\(", "unsafe C function: see base/text.hpp"),
    (r"\bstd::rand\s*\(|(?<![\w.>:])s?rand\s*\(", "`rand` is not random"),
    (r"\bstd::filesystem::remove_all\b|\bfs::remove_all\b", "`remove_all` follows what others can change: use the file door of host"),
    (r"(?<![\w.>:])tmpnam\s*\(|(?<![\w.>:])mktemp\s*\(", "predictable name: use mkstemp or mkdtemp"),
]
# Where this was written. (Spelled in two halves: this file is checked too.)
MACHINE_PATHS = [r"/wo" r"rk/(?:main|shared|\.\w)", r"(?<!\w)\.\./shar" r"ed/(?:design|lab|reference|deps)", r"/tmp/b-\w"]
BAD_NAMES = {"util", "utils", "common", "helper", "helpers", "manager", "impl", "misc"}
CPP = (".cpp", ".hpp")
SIZED = CPP + (".py", ".sh")


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def list_files(root):
    """Tracked files and new ones that are not ignored; without git, every file."""
    if (root / ".git").exists():
        done = subprocess.run(["git", "-C", root, "ls-files", "-coz", "--exclude-standard"], capture_output=True, check=True)
        names = sorted(set(done.stdout.decode().split("\0")) - {""})
        return [name for name in names if (root / name).is_file()]
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def read_rooms(root):
    """The table of ARCHITECTURE.md: room → (rooms it may include, "yes", "yes, with threads" or "no")."""
    rooms = {}
    path = root / "ARCHITECTURE.md"
    for line in path.read_text().splitlines() if path.exists() else []:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        name = re.fullmatch(r"`(\w+)`", cells[0])
        if name and len(cells) == 4:
            rooms[name.group(1)] = (set(re.findall(r"`(\w+)`", cells[2])), cells[3])
    return rooms


class House:
    def __init__(self, root, mirrors=()):
        self.root = root
        self.needles = MACHINE_PATHS + [re.escape(mirror) for mirror in mirrors]
        self.rooms = read_rooms(root)
        self.findings = []

    def find(self, path, line, check, message):
        self.findings.append(f"{path}:{line}: [{check}] {message}")

    def run(self):
        if not self.rooms:
            self.find("ARCHITECTURE.md", 1, "arrows", "there is no table of rooms")
        names = list_files(self.root)
        for name in names:
            data = (self.root / name).read_bytes()
            if b"\0" in data or name.startswith("fuzz/corpus/"):
                continue
            text = data.decode(errors="replace")
            self.check_every_file(name, text)
            if name.endswith(CPP):
                self.check_cpp(name, text)
            if re.fullmatch(r"(src|tests)/\w+/CMakeLists\.txt", name):
                self.check_links(name, text)
                self.check_sources(name, text, names)
        return sorted(self.findings)

    def check_every_file(self, name, text):
        lines = text.count("\n")
        if name.endswith(SIZED) and lines > MOST_FILE_LINES:
            self.find(name, MOST_FILE_LINES + 1, "size", f"the file has {lines} lines, more than {MOST_FILE_LINES}")
        if re.split(r"[_-]", pathlib.PurePath(name).name.split(".")[0])[-1] in BAD_NAMES:
            self.find(name, 1, "name", "the name says nothing: call it after what it holds")
        if name in ("tools/check_house.py", "tools/check_house_test.py"):
            return
        for match in re.finditer(r"\b(?:TODO|FIXME|XXX)\b", text):
            if name.endswith(SIZED) or "." not in pathlib.PurePath(name).name or name.endswith((".txt", ".cmake")):
                self.find(name, line_of(text, match.start()), "note", f"`{match.group()}`: do it, or file an issue")
        for needle in self.needles:
            for match in re.finditer(needle, text):
                self.find(name, line_of(text, match.start()), "machine", f"`{match.group()}` is only on this machine")

    def check_cpp(self, name, text):
        code = cpp_outline.blank(text)
        parts = name.split("/")
        room = parts[1] if parts[0] == "src" and len(parts) > 2 else None
        self.check_includes(name, text, code, room)
        if name.endswith(".hpp"):
            if not re.search(r"^#pragma once$", text, re.M):
                self.find(name, 1, "header", "the header has no `#pragma once`")
            for match in re.finditer(r"\busing\s+namespace\b", code):
                self.find(name, line_of(text, match.start()), "header", "`using namespace` in a header")
        rules = [("banned", rule) for rule in BANNED_CALLS if not name.startswith("tests/")]
        if room and self.is_pure(room) and name != "src/base/check.cpp":
            rules += [("purity", rule) for rule in IMPURE_CALLS]
        for check, (pattern, message) in rules:
            for match in re.finditer(pattern, code):
                self.find(name, line_of(text, match.start()), check, message)
        outline = cpp_outline.outline(code)
        for offset in outline.braced_tries:
            self.find(name, line_of(text, offset), "try", "TRY inside a braced initialiser: give the value a name first")
        for begin, end in outline.functions:
            # Comments, blank lines and the text of long literals are not what makes a function hard to follow.
            length = sum(1 for line in code[begin:end + 1].splitlines() if line.strip())
            if length > MOST_FUNCTION_LINES:
                self.find(name, line_of(text, begin), "size",
                          f"the function has {length} lines of code, more than {MOST_FUNCTION_LINES}")

    def is_pure(self, room):
        return self.rooms.get(room, (set(), "no"))[1].startswith("yes")

    def may_thread(self, room):
        return self.rooms[room][1] == "yes, with threads"

    def check_includes(self, name, text, code, room):
        # The blanked text has no strings, so the lines are found there and read in the original.
        for match in re.finditer(r"^[ \t]*#[ \t]*include[ \t]*", code, re.M):
            spelled = re.match(r'[<"]([^>"\n]+)[>"]', text[match.end():])
            if not spelled:
                continue
            target, line = spelled.group(1), line_of(text, match.start())
            if spelled.group().startswith("<"):
                self.check_foreign(name, line, target, room)
            elif room:
                self.check_arrow(name, line, target.split("/")[0], room)

    def check_foreign(self, name, line, target, room):
        for prefix, owners in LIBRARIES.items():
            if not target.startswith(prefix):
                continue
            if not any(name == owner or (owner.endswith("/") and name.startswith(owner)) for owner in owners):
                self.find(name, line, "library", f"<{target}> belongs into {' '.join(owners)}")
            return
        if "/" in target and not target.startswith(SYSTEM_DIRECTORIES):
            self.find(name, line, "library", f"<{target}> is of a library that has no place yet (docs/adr/0003)")
        elif room and self.is_pure(room) and not self.is_pure_header(name, target, room):
            self.find(name, line, "purity", f"<{target}> in the pure room `{room}`")

    def is_pure_header(self, name, target, room):
        return (target in PURE_HEADERS or (name, target) in PURE_EXCEPTIONS
                or (target in THREAD_HEADERS and self.may_thread(room)))

    def check_arrow(self, name, line, target, room):
        if room not in self.rooms:
            self.find(name, line, "arrows", f"the room `{room}` is not in ARCHITECTURE.md")
        elif target in self.rooms and target != room and target not in self.rooms[room][0]:
            self.find(name, line, "arrows", f"`{room}` may not include `{target}`")

    def check_links(self, name, text):
        room = name.split("/")[1]
        linked = re.search(r"MAY_INCLUDE\s+((?:\w+\s+)*?)(?:LIBRARIES|SOURCES)", text)
        for target in linked.group(1).split() if linked else []:
            if target not in self.rooms.get(room, (set(), "no"))[0]:
                self.find(name, line_of(text, linked.start()), "arrows", f"`{room}` may not link `{target}`")

    def check_sources(self, name, text, names):
        """Every source is built, and everything that is to be built is there."""
        directory = name.removesuffix("CMakeLists.txt")
        listed = set(re.findall(r"[\w/.-]+\.cpp\b", re.sub(r"#.*", "", text)))
        there = {path.removeprefix(directory) for path in names if path.startswith(directory) and path.endswith(".cpp")}
        for source in sorted(there - listed):
            self.find(directory + source, 1, "sources", "no CMakeLists.txt builds it")
        for source in sorted(listed - there):
            self.find(name, line_of(text, text.find(source)), "sources", f"`{source}` is not there")


def private_mirrors():
    """Host names of the machine's package mirrors, if they are not Debian's own."""
    try:
        listed = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Identifier: Packages"],
                                capture_output=True, text=True, check=False).stdout
    except OSError:
        return set()
    hosts = set(re.findall(r"^\w+://(?:[^/@\s]*@)?([^/:\s]+)", listed, re.M))
    return {host for host in hosts if not host.endswith("debian.org") and host != "localhost"}


def main():
    parser = argparse.ArgumentParser(description="checks the rules of the house")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    findings = House(parser.parse_args().root, private_mirrors()).run()
    for finding in findings:
        print(finding)
    if findings:
        print(f"the house check found {len(findings)}", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    os.environ["LC_ALL"] = "C.UTF-8"
    sys.exit(main())
