#!/usr/bin/env python3
"""Each rule of the house fires on a bad sample and is silent on a good one."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_house

TABLE = """
| room | holds | may include | pure |
|---|---|---|---|
| `base` | x | – | yes |
| `plan` | x | `base` | yes |
| `apply` | x | `base` | yes, with threads |
| `host` | x | `base` `plan` | no |
"""


class HouseTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = pathlib.Path(holder.name)
        self.put("ARCHITECTURE.md", TABLE)

    def put(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def found(self, mirrors=()):
        return "".join(finding + "\n" for finding in check_house.House(self.root, mirrors).run())

    def good(self, name, text):
        self.put(name, text)
        self.assertEqual(self.found(), "")

    def bad(self, name, text, *words):
        self.put(name, text)
        found = self.found()
        self.assertEqual(found.count("\n"), 1, found)
        self.assertTrue(found.startswith(name + ":"), found)
        for word in words:
            self.assertIn(word, found)
        (self.root / name).unlink()

    def test_arrows(self):
        self.good("src/plan/a.cpp", '#include "plan/a.hpp"\n#include "base/b.hpp"\n')
        self.bad("src/base/a.cpp", '\n#include "plan/a.hpp"\n', ":2: [arrows]", "`base` may not include `plan`")
        self.bad("src/attic/a.cpp", '#include "base/a.hpp"\n', "`attic` is not in ARCHITECTURE.md")
        self.put("src/base/z.cpp", "\n")
        self.bad("src/base/CMakeLists.txt", "nagaya_room(base\n  MAY_INCLUDE plan\n  SOURCES z.cpp)\n", "may not link `plan`")
        self.good("src/plan/CMakeLists.txt", "nagaya_room(plan MAY_INCLUDE base LIBRARIES x SOURCES a.cpp)\n")

    def test_sources(self):
        self.put("tests/plan/a_test.cpp", "\n")
        self.put("tests/plan/more/b_test.cpp", "\n")
        self.good("tests/plan/CMakeLists.txt", "nagaya_test(plan SOURCES a_test.cpp more/b_test.cpp)  # not c.cpp\n")
        self.bad("tests/plan/CMakeLists.txt", "nagaya_test(plan SOURCES a_test.cpp\nmore/b_test.cpp c.cpp)\n", ":2: [sources] `c.cpp`")
        self.put("tests/plan/CMakeLists.txt", "nagaya_test(plan SOURCES a_test.cpp)\n")
        self.assertIn("tests/plan/more/b_test.cpp:1: [sources]", self.found())

    def test_a_missing_table_is_a_finding(self):
        self.bad("ARCHITECTURE.md", "# nothing\n", "no table of rooms")

    def test_purity(self):
        for header in ("fstream", "filesystem", "thread", "unistd.h", "sys/stat.h", "random", "cstdio"):
            self.bad("src/plan/a.cpp", f"#include <{header}>\n", "[purity]")
        for call in ('getenv("X")', "std::chrono::system_clock::now()", "time(nullptr)", "std::cout << 1", 'printf("x")'):
            self.bad("src/plan/a.cpp", f"auto x = {call};\n", "[purity]")
        self.good("src/apply/a.cpp", "#include <thread>\n")
        self.bad("src/apply/b.cpp", "#include <fstream>\n", "[purity]")
        self.good("src/host/a.cpp", '#include <fstream>\n#include <sys/stat.h>\nauto x = getenv("X");\n')
        self.good("src/plan/b.cpp", '// getenv("X")\nconst char* x = "getenv( std::cout";\nauto y = lifetime(0);\n')

    def test_libraries(self):
        self.bad("src/host/a.cpp", "#include <nlohmann/json.hpp>\n", "[library]", "src/base/json.cpp")
        self.bad("src/host/a.cpp", "#include <boost/any.hpp>\n", "[library]")
        self.good("src/base/json.cpp", "#include <nlohmann/json.hpp>\n")
        self.good("src/host/bus.cpp", "#include <systemd/sd-bus.h>\n")

    def test_banned_calls(self):
        for call in ('std::system("x")', 'popen("x", "r")', "std::regex r", "std::filesystem::remove_all(p)", "atoi(s)"):
            self.bad("src/host/a.cpp", f"void f() {{ {call}; }}\n", "[banned]")
        self.good("src/host/b.cpp", "bool ok = unit.system(1) && reopen(2);\n")

    def test_try(self):
        for code in ("auto x = Pair{1, TRY(f())};", "return {TRY(f())};", "Thing x{.a = g(TRY(f()))};", "std::vector<A> v = {{1, TRY(f())}};",
                     "h(Thing{TRY(f())});"):
            self.bad("src/host/a.cpp", f"Result<int> k() {{\n    {code}\n}}\n", ":2: [try]")
        for code in ("auto x = TRY(f());", "return g(TRY(f()));", "TRY(f());", "if (TRY(f())) { TRY(g()); }",
                     "for (auto& x : TRY(f())) { y(TRY(x)); }", "auto l = [&]() -> Result<> { TRY(f()); return {}; };",
                     "Thing x{.call = [&](int a) { return TRY(f(a)); }};", "auto x = Thing{[] { TRY(f()); }};",
                     "switch (x) { case 1: { TRY(f()); } }", "do { TRY(f()); } while (TRY(g()));"):
            self.good("src/host/a.cpp", f"Result<int> k() const {{\n    {code}\n}}\nstruct S {{ Result<> m() {{ TRY(f()); }} }};\n")

    def test_sizes(self):
        body = "    x();\n"
        self.good("src/host/a.cpp", "void f(int a) {\n" + body * 68 + "}\n")
        self.bad("src/host/a.cpp", "int a;\nResult<A> S::f(int a) const {\n" + body * 69 + "}\n", ":2: [size] the function has 71 lines of code")
        self.bad("src/host/a.cpp", "template <class T>\nvoid f(T a) {\n" + body * 69 + "}\n", "the function has 72 lines of code")
        self.good("src/host/a.cpp", 'void f() {\n    // x\n\n    g(R"(' + "text\n" * 90 + ')");\n}\n')
        self.good("src/host/a.cpp", "struct S {\n" + "    int x;\n" * 90 + "};\nconst int t[] = {\n" + "    1,\n" * 90 + "};\n")
        self.bad("src/host/a.cpp", "int x;\n" * 401, "[size] the file has 401 lines")

    def test_headers(self):
        self.good("src/base/a.hpp", "// What.\n#pragma once\n")
        self.bad("src/base/a.hpp", "int x;\n", "[header]", "#pragma once")
        self.bad("src/base/a.hpp", "#pragma once\nusing namespace std;\n", "using namespace")
        self.good("src/base/a.cpp", "using namespace std::literals;\n")

    def test_names(self):
        for name in ("src/base/util.cpp", "src/base/string_utils.cpp", "tools/misc.sh", "src/host/unit_manager.cpp"):
            self.bad(name, "\n", "[name]")
        self.good("src/base/user_manager_rule.cpp", "\n")

    def test_notes(self):
        self.bad("src/base/a.cpp", "// TODO later\n", "[note]")
        self.bad("Makefile", "# FIXME\n", "[note]")
        self.good("src/base/b.cpp", "int TODOS;\n")

    def test_machine_paths(self):
        work = "/wo" + "rk"
        for text in (f"{work}/main/x", f"cd {work}/shared", "see ../sha" + "red/lab", "/tmp/b" + "-me/x"):
            self.bad("README.md", text + "\n", "[machine]")
        self.put("README.md", "deb http://mirror.example/debian\n")
        self.assertIn("`mirror.example`", self.found({"mirror.example"}))
        self.good("README.md", f"the overlay's {work} directory, and /home{work}/x\n")

    def test_the_program_tells_by_its_exit_code(self):
        tool = [sys.executable, "-B", check_house.__file__, "--root", self.root]
        self.assertEqual(subprocess.run(tool, check=False).returncode, 0)
        self.put("src/base/a.hpp", "int x;\n")
        done = subprocess.run(tool, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (1, "the house check found 1\n"))
        self.assertEqual(done.stdout, "src/base/a.hpp:1: [header] the header has no `#pragma once`\n")


if __name__ == "__main__":
    unittest.main()
