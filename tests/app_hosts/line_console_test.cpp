#include "app/line_console.hpp"

#include <gtest/gtest.h>

#include "app_hosts/heard_console.hpp"

namespace nagaya::app {
namespace {

TEST(LineConsole, hands_whole_lines_on_behind_the_label) {
    HeardConsole heard;
    SharedConsole shared{.base = heard.console, .mutex = {}};
    {
        LineConsole lines(shared, "a | ", false);
        lines.console().out("one\ntw");
        EXPECT_EQ(heard.out, "a | one\n");
        lines.console().out("o\n\nthree");
        lines.console().err("no\n");
        EXPECT_EQ(heard.out, "a | one\na | two\na | \n");
    }
    EXPECT_EQ(heard.out, "a | one\na | two\na | \na | three\n");
    EXPECT_EQ(heard.err, "a | no\n");
}

TEST(LineConsole, never_mixes_lines_of_several) {
    HeardConsole heard;
    SharedConsole shared{.base = heard.console, .mutex = {}};
    LineConsole a(shared, "a | ", false);
    LineConsole b(shared, "b | ", false);
    a.console().out("o");
    b.console().out("t");
    a.console().out("ne\n");
    b.console().out("wo\n");
    EXPECT_EQ(heard.out, "a | one\nb | two\n");
}

TEST(LineConsole, cuts_a_line_that_does_not_end) {
    HeardConsole heard;
    SharedConsole shared{.base = heard.console, .mutex = {}};
    LineConsole lines(shared, "", false);
    lines.console().out(std::string(200'000, 'x'));
    EXPECT_GT(heard.out.size(), 100'000U);
}

TEST(LineConsole, keeps_output_and_report) {
    HeardConsole heard;
    SharedConsole shared{.base = heard.console, .mutex = {}};
    LineConsole lines(shared, "a | ", true);
    lines.console().out("{}");
    lines.console().report("[]");
    EXPECT_EQ(lines.kept(), "{}");
    EXPECT_EQ(lines.report(), "[]");
    EXPECT_EQ(heard.out, "");
}

}  // namespace
}  // namespace nagaya::app
