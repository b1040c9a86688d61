#!/usr/bin/env python3
"""The case runner, tried with a small program in nagaya's place."""

import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

TOOL = pathlib.Path(__file__).resolve().parent / "cases.py"

PROGRAM = """#!/bin/sh
case $1 in
    say) echo "$2" ;;
    cat) cat "$2" ;;
    fail) echo "bad: $2" >&2; exit 3 ;;
    write) mkdir -p "$(dirname "$2")"; printf '%s' "$3" > "$2" ;;
    remove) rm "$2" ;;
    where) pwd; echo "$HOME" ;;
    variables) env | grep -v -e ^_= -e ^PWD= -e ^SHLVL= -e ^OLDPWD= | sed 's/=.*//' | sort ;;
    input) cat ;;
esac
"""


class CasesTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.directory = pathlib.Path(holder.name)
        self.program = self.directory / "program"
        self.program.write_text(PROGRAM)
        self.program.chmod(0o755)
        (self.directory / "cases").mkdir()

    def run_tool(self, text, *options, ci=""):
        path = self.directory / "cases" / "x.case"
        path.write_text(textwrap.dedent(text))
        done = subprocess.run([sys.executable, "-B", TOOL, "--binary", self.program, "--directory", self.directory / "cases",
                               *options], capture_output=True, text=True, env={**os.environ, "CI": ci}, check=False)
        return done.returncode, done.stdout + done.stderr, path.read_text()

    def holds(self, text):
        code, output, _ = self.run_tool(text)
        self.assertEqual(code, 0, output)
        self.assertIn("1 cases, 0 failed", output)

    def fails(self, text, words):
        code, output, _ = self.run_tool(text)
        self.assertEqual(code, 1, output)
        self.assertIn(words, output)

    def test_output_and_exit_code(self):
        self.holds("# a case\n$ nagaya say hello\n== stdout\nhello\n$ nagaya fail x\n== exit 3\n== stderr\nbad: x\n")

    def test_exit_zero_and_empty_output_may_be_written(self):
        self.holds("# a case\n$ nagaya\n== exit 0\n== stdout\n== stderr\n")

    def test_missing_section_fails(self):
        self.fails("# a case\n$ nagaya say hello\n", "+hello")
        self.fails("# a case\n$ nagaya fail x\n== stderr\nbad: x\n", "+== exit 3")

    def test_extra_section_fails(self):
        self.fails("# a case\n$ nagaya\n== stderr\nbad\n", "-bad")
        self.fails("# a case\n$ nagaya\n== written a\nx\n", "-== written a")

    def test_files_are_exact(self):
        self.holds("# a case\n== file a/b\none\n\\$ two\n\\== three\n\\\\four\n$ nagaya cat a/b\n"
                   "== stdout\none\n\\$ two\n\\== three\n\\\\four\n")
        self.holds("# a case\n== file a no-eol\nx\n$ nagaya cat a\n== stdout no-eol\nx\n")
        self.holds("# a case\n== file a base64\n/wA=\n$ nagaya cat a\n== stdout base64\n/wA=\n")

    def test_written_and_removed(self):
        self.holds("# a case\n== file old\n== file kept\nx\n$ nagaya write new/a hi\n== written new/a no-eol\nhi\n"
                   "$ nagaya remove old\n== removed old\n")
        self.fails("# a case\n$ nagaya write a hi\n== written a no-eol\nho\n", "+hi")

    def test_places_are_neutral(self):
        self.holds("# a case\n== directory sub\n$ (sub) nagaya where\n== stdout\n@CWD@/sub\n@HOME@\n")

    def test_environment_is_clean(self):
        self.holds("# a case\n$ MORE=1 nagaya variables\n== stdout\nHOME\nLANG\nMORE\nPATH\nTZ\n")

    def test_standard_input(self):
        self.holds("# a case\n== file in\nx\n$ nagaya input < in\n== stdout\nx\n")

    def test_bad_cases_are_refused(self):
        self.fails("$ nagaya\n", "does not begin with")
        self.fails("# a case\n", "no `$ nagaya")
        self.fails("# a case\n$ ls\n", "does not run nagaya")
        self.fails("# a case\n== output\n$ nagaya\n", "there is no section")
        self.fails("# a case\n== stdout\nx\n$ nagaya\n", "before its command")
        self.fails("# a case\n== file ../x\n$ nagaya\n", "leaves the case's directory")
        self.fails("# a case\n$ nagaya\n== file x\n", "behind the last command")
        self.fails("# a case\nstray\n$ nagaya\n", "belongs to no section")

    def test_update_rewrites_only_what_is_expected(self):
        text = "# a case\n\n== file a\n\\$ x\n$ nagaya cat a\n== stdout\nwrong\n$ nagaya fail x\n"
        code, output, after = self.run_tool(text, "--update")
        self.assertEqual(code, 0, output)
        self.assertEqual(after, "# a case\n\n== file a\n\\$ x\n$ nagaya cat a\n== stdout\n\\$ x\n$ nagaya fail x\n"
                                "== exit 3\n== stderr\nbad: x\n")
        self.holds(after)

    def test_update_does_not_hide_bad_cases(self):
        code, output, _ = self.run_tool("# a case\n$ ls\n", "--update")
        self.assertEqual(code, 1, output)

    def test_update_is_refused_in_ci(self):
        text = "# a case\n$ nagaya say hello\n"
        code, output, after = self.run_tool(text, "--update", ci="true")
        self.assertEqual(code, 2, output)
        self.assertEqual(after, text)


if __name__ == "__main__":
    unittest.main()
