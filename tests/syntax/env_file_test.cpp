#include "syntax/env_file.hpp"

#include <gtest/gtest.h>

#include "syntax/shown.hpp"

namespace nagaya::syntax {
namespace {

struct Case {
    std::string_view text;
    std::string_view entries;
    std::string_view findings = "";
};

void check(const Case& expected) {
    Input input{std::string(expected.text)};
    std::string entries;
    for (const EnvEntry& entry : parse_env_file(input.sources, input.file, input.report)) {
        entries += concat(entry.name, "=<", entry.value, "> ");
        EXPECT_EQ(input.sources.text(entry.name_at), entry.name);
        EXPECT_EQ(input.sources.text(entry.value_at), entry.value);
    }
    EXPECT_EQ(entries, expected.entries) << expected.text;
    EXPECT_EQ(input.findings(), expected.findings) << expected.text;
}

TEST(EnvFile, EntriesAreRead) {
    check({"", ""});
    check({"A=1", "A=<1> "});
    check({"A=1\r\nB=2\r\n", "A=<1> B=<2> "});
    check({"# c\n\n  # c\n \t\n  A=1\n", "A=<1> "});
    check({"A=\nB==\nC=a=b\n", "A=<> B=<=> C=<a=b> "});
    check({"my.key-1=x\n", "my.key-1=<x> "});
}

TEST(EnvFile, ValuesAreTakenAsTheyStand) {
    check({"A=\"x y\"\n", "A=<\"x y\"> "});
    check({"A= x \t\n", "A=< x \t> "});
    check({"A=x # y\n", "A=<x # y> "});
    check({"A=x\\\nB=y\n", "A=<x\\> B=<y> "});
}

constexpr std::string_view no_equals =
    "this line has no `=`; help: write `NAME=value`; a bare name would take its value from whoever starts the "
    "container\n";

TEST(EnvFile, LinesThatAreNoEntry) {
    check({"A=1\n  NAME \nB=2\n", "A=<1> B=<2> ", concat("error 2:3-2:8 ", no_equals)});
    check({"=x\n", "", "error 1:1-1:2 this line has no name before the `=`; help: write `NAME=value`\n"});
    const std::string_view blank =
        "the name before the `=` has white space or a control character in it; help: write `NAME=value` without blanks "
        "around the `=` and without `export`\n";
    check({"export A=1\n", "", concat("error 1:1-1:9 ", blank)});
    check({"A =1\n", "", concat("error 1:1-1:3 ", blank)});
    check({"A\x01=1\n", "", concat("error 1:1-1:3 ", blank)});
}

TEST(EnvFile, NameGivenTwicePointsAtBoth) {
    check({"A=1\nB=2\nA=3\n", "A=<1> B=<2> ",
           "error 3:1-3:2 `A` is given twice; 1:1-1:2 first given here; help: remove one of them\n"});
}

TEST(EnvFile, ByteOrderMark) {
    check(
        {"\xef\xbb\xbf"
         "A=1\n",
         "A=<1> ",
         "error 1:1-1:2 the file begins with a byte order mark; help: save it as UTF-8 without a byte order mark, "
         "which "
         "would become part of the first name\n"});
}

TEST(EnvFile, MessagesHoldNoSecret) {
    Input input("hunter2\nhunter2 x=hunter2\n=hunter2\nA=hunter2\nA=hunter2\n");
    (void)parse_env_file(input.sources, input.file, input.report);
    EXPECT_EQ(input.report.errors(), 4U);
    EXPECT_FALSE(input.findings().contains("hunter2")) << input.findings();
}

}  // namespace
}  // namespace nagaya::syntax
