#include "syntax/unit_file.hpp"

#include <gtest/gtest.h>

#include "syntax/shown.hpp"

namespace nagaya::syntax {
namespace {

std::string shown(const UnitFile& unit) {
    std::string out;
    for (const UnitSection& section : unit.sections) {
        out += concat('[', section.name, ']');
        for (const UnitEntry& entry : section.entries) out += concat(entry.key, "=<", entry.value, '>');
    }
    return out;
}

struct Case {
    std::string_view text;
    std::string_view tree;
    std::string_view findings = "";
    std::string_view path = "x.service";
};

void check(const Case& expected) {
    Input input(std::string(expected.text), std::string(expected.path));
    const UnitFile unit = parse_unit_file(input.sources, input.file, input.report);
    EXPECT_EQ(shown(unit), expected.tree) << expected.text;
    EXPECT_EQ(input.findings(), expected.findings) << expected.text;
    for (const UnitSection& section : unit.sections) {
        EXPECT_EQ(input.sources.text(section.at), section.name);
        for (const UnitEntry& entry : section.entries) {
            if (expected.text.contains('\\')) continue;
            EXPECT_EQ(input.sources.text(entry.key_at), entry.key);
            EXPECT_EQ(input.sources.text(entry.value_at), entry.value);
        }
    }
}

TEST(UnitFile, SectionsAndEntries) {
    check({"", ""});
    check({"# c\n; c\n\n", ""});
    check({"[Unit]\nA=1\nB = two  words \n[Service]\nA=", "[Unit]A=<1>B=<two  words>[Service]A=<>"});
    check({"  [Unit]\t\r\n  A=1\r\n", "[Unit]A=<1>"});
    check({"[Unit]\nA=1\n[Unit]\nA=2\n", "[Unit]A=<1>[Unit]A=<2>"});
    check({"[X-My section]\nA=b=c\nA=\"%h\" 'q' \t\n", "[X-My section]A=<b=c>A=<\"%h\" 'q'>"});
    check({"[Unit]\nA=x # no comment\nB=[x]\n", "[Unit]A=<x # no comment>B=<[x]>"});
}

TEST(UnitFile, EmptyValueStandsBehindItsEqualsSign) {
    Input input("[Unit]\nA =  \n");
    const UnitFile unit = parse_unit_file(input.sources, input.file, input.report);
    EXPECT_EQ(input.place(unit.sections.at(0).entries[0].value_at), "2:4-2:4");
}

TEST(UnitFile, SystemdJoinsLinesWithABlank) {
    check({"[S]\nA=one\\\n   two\nB=1\n", "[S]A=<one two>B=<1>"});
    check({"[S]\nA=one \\\n# c\n\n ; c\n two \\\n  three\n", "[S]A=<one  two  three>"});
    check({"[S]\nA=\\\n  x\n", "[S]A=<x>"});
    check({"[S]\nA=a\\\\\nB=b\n", "[S]A=<a\\\\>B=<b>"});
    check({"[S]\nA=a\\\\\\\nb\n", "[S]A=<a\\\\ b>"});
    check({"[S]\r\nA=a\\\r\nb\r\n", "[S]A=<a b>"});
}

TEST(UnitFile, QuadletJoinsLinesWithNothing) {
    const std::string_view no_blank =
        "podman joins these two lines without a blank between them; help: write a blank before the backslash\n";
    check({"[C]\nA=one \\\n  two \\\n# c\n\n three\n", "[C]A=<one two three>", "", "x.container"});
    check({"[C]\nA=one\\\n  two\n", "[C]A=<onetwo>", concat("warning 2:6-2:7 ", no_blank), "x.container"});
    check({"[C]\nA=\\\n  two\n", "[C]A=<two>", "", "x.pod"});
    check({"[C]\nA=a\\\\\nb\n", "[C]A=<a\\b>", concat("warning 2:5-2:6 ", no_blank), "a/x.container.d/10.conf"});
    check({"[C]\nA=a\\\nb\n", "[C]A=<ab>", concat("warning 2:4-2:5 ", no_blank), "a/container.d/10.conf"});
    check({"[C]\nA=a \\ \nb\n", "[C]A=<a b>", "", "x.volume"});
}

TEST(UnitFile, ABackslashAloneContinuesNothing) {
    check({"\\\n[S]\nA=1\n\\\n\\\n\nB=2\n", "[S]A=<1>B=<2>"});
    check({"\\\n[S]\nA=1\n\\\n; c\nB=2\n", "[S]A=<1>B=<2>", "", "web.container"});
}

TEST(UnitFile, QuadletTakesEveryWhiteSpaceOffALine) {
    check({"\u00a0[S]\u2003\n\u00a0 A=1\u00a0\u3000\n\u00a0\n", "[S]A=<1>", "", "web.container"});
    check({"[S]\nA=one \\\u00a0\ntwo\n", "[S]A=<one two>", "", "web.container"});
    check({"[S]\nA=1\u00a0\n", "[S]A=<1\u00a0>"});
}

TEST(UnitFile, KeysGoOnInTheNextLineToo) {
    constexpr std::string_view joins =
        "warning 2:3-2:4 podman joins these two lines without a blank between them; help: write a blank before the "
        "backslash\n";
    check({"[S]\nIm\\\nage=x\n", "[S]Image=<x>", joins, "web.container"});
    check({"[S]\nIm\\\nage=x\n", "[S]Im age=<x>"});
    check({"[S]\nImage \\\n=x\n", "[S]Image=<x>", "", "web.container"});
}

TEST(UnitFile, ContinuedValueSpansItsLines) {
    Input input("[S]\nA= \\\n  one \\\n# c\n  two \nB=1\n");
    const UnitFile unit = parse_unit_file(input.sources, input.file, input.report);
    EXPECT_EQ(input.place(unit.sections.at(0).entries[0].value_at), "3:3-5:6");
    EXPECT_EQ(input.place(unit.sections.at(0).entries[1].value_at), "6:3-6:4");
}

TEST(UnitFile, SuspectContinuations) {
    check({"[S]\nA=a \\ \nB=b\n", "[S]A=<a \\>B=<b>",
           "warning 2:6-2:7 white space follows the backslash, so the line ends here; help: remove the white space\n"});
    check({"[S]\nA=a \\\n", "[S]A=<a>",
           "warning 2:5-2:6 the line ends in a backslash, and nothing follows; help: remove the backslash\n"});
    check({"[S]\nA=a \\\n\n# c\n", "[S]A=<a>",
           "warning 2:5-2:6 the line ends in a backslash, and nothing follows; help: remove the backslash\n"});
    check({"[S]\nA=a \\\n[Install]\nB=b\n", "[S]A=<a  [Install]>B=<b>",
           "warning 3:1-3:10 `[Install]` is part of the value before it; help: remove the backslash at the end of the "
           "line before\n"});
}

TEST(UnitFile, QuadletForgetsALineThatNeverEnds) {
    const std::string_view lost =
        "error 2:5-2:6 podman leaves this line out: it ends in a backslash, and no text follows; help: remove the "
        "backslash\n";
    check({"[S]\nA=a \\\n\n", "[S]", lost, "web.container"});
    check({"[S]\nA=a \\\n# c\n", "[S]", lost, "web.container"});
    for (const std::string_view end : {"", "\n"})
        check({concat("[S]\nA=a \\", end), "[S]A=<a>",
               "warning 2:5-2:6 the line ends in a backslash, and nothing follows; help: remove the backslash\n",
               "web.container"});
}

TEST(UnitFile, LinesThatAreNothing) {
    check(
        {"[S]\nA=1\nnonsense here \nB=2\n", "[S]A=<1>B=<2>",
         "error 3:1-3:14 this line is no section, no entry and no comment; help: write `Key=value`, or begin a comment "
         "with `#`\n"});
    check({"[S]\n =x\n", "[S]", "error 2:2-2:3 this line has no key before the `=`; help: write `Key=value`\n"});
}

TEST(UnitFile, BadSections) {
    check({"[S] # c\nA=1\n", "[S]A=<1>", "error 1:5-1:8 text follows `[S]`; help: put it on a line of its own\n"});
    check({"[S]\\\nA=1\n", "[S]", "error 1:4-1:5 text follows `[S]`; help: put it on a line of its own\n"});
    check({"[S\nA=1\n", "[S]A=<1>", "error 1:1-1:3 `[S` has no `]`; help: close the bracket\n"});
    check({"[]\nA=1\n", "", "error 1:1-1:3 the section has no name; help: write a name such as `[Unit]`\n"});
    check({"[a[b]\n", "[a[b]",
           "error 1:2-1:5 the section name `a[b` has a bracket or control character in it; help: remove it\n"});
}

TEST(UnitFile, EntryBeforeTheFirstSectionIsSaidOnce) {
    check(
        {"A=1\nB=2\n[S]\nC=3\n", "[S]C=<3>",
         "error 1:1-1:2 `A` stands before the first section; help: begin the file with a section such as `[Unit]`\n"});
}

TEST(UnitFile, WhatMakesPodmanRefuseTheFileSaysSo) {
    const std::string_view refusal =
        "; podman refuses the file otherwise, and with it every Quadlet of its directory\n";
    check({"[C]\nx\n", "[C]",
           concat("error 2:1-2:2 this line is no section, no entry and no comment; help: write `Key=value`, or begin a "
                  "comment with `#`",
                  refusal),
           "services/web/web.container"});
    check({"\xef\xbb\xbf[C]\nA=1\n", "[C]A=<1>",
           concat("error 1:1-1:2 the file begins with a byte order mark; help: save it as UTF-8 without a byte order "
                  "mark",
                  refusal),
           "web.container"});
}

TEST(UnitFile, SemicolonsBeginComments) { check({"; a\n[C]\n; b\n", "[C]", "", "web.container"}); }

TEST(UnitFile, NoStart) {
    for (const std::string text : {"#NOSTART\n[S]\n", "[S]\nA=1\n # NOSTART \r\n"}) {
        Input input(text);
        const UnitFile unit = parse_unit_file(input.sources, input.file, input.report);
        EXPECT_TRUE(unit.no_start) << text;
        EXPECT_EQ(trim(input.sources.text(unit.no_start_at).substr(1)), "NOSTART");
    }
    for (const std::string text : {"# NOSTART please\n", ";NOSTART\n", "[S]\nA=#NOSTART\n"}) {
        Input input(text);
        EXPECT_FALSE(parse_unit_file(input.sources, input.file, input.report).no_start) << text;
    }
}

TEST(UnitFile, UnreadableFileIsEmpty) {
    check({"[S]\nA=\xff\n", "", "error 2:3-2:4 the file is not UTF-8; help: save it as UTF-8\n"});
}

TEST(UnitFile, Finding) {
    Input input("[A]\nk=1\nk=2\n[B]\nk=3\n[A]\nk=4\nk=\nk=5\nk=6\nj=\n");
    const UnitFile unit = parse_unit_file(input.sources, input.file, input.report);
    EXPECT_EQ(find_last(unit, "A", "k")->value, "6");
    EXPECT_EQ(find_last(unit, "A", "j")->value, "");
    EXPECT_EQ(find_last(unit, "A", "K"), nullptr);
    EXPECT_EQ(find_last(unit, "C", "k"), nullptr);
    std::string all;
    for (const UnitEntry* entry : find_all(unit, "A", "k")) all += entry->value;
    EXPECT_EQ(all, "56");
    EXPECT_TRUE(find_all(unit, "A", "j").empty());
    EXPECT_EQ(find_section(unit, "B"), &unit.sections[1]);
    EXPECT_EQ(find_section(unit, "b"), nullptr);
}

// What was read, written out and read again, is the same.
TEST(UnitFile, PrintedTreeReadsTheSame) {
    Input first("[A]\nk = 1 \\\n  2\nx=\n[B]\n[A]\nq=\"a\" 'b' \\x41\n");
    const std::string tree = shown(parse_unit_file(first.sources, first.file, first.report));
    std::string printed;
    for (const UnitSection& section : parse_unit_file(first.sources, first.file, first.report).sections) {
        printed += concat('[', section.name, "]\n");
        for (const UnitEntry& entry : section.entries) printed += concat(entry.key, '=', entry.value, '\n');
    }
    Input second(printed);
    EXPECT_EQ(shown(parse_unit_file(second.sources, second.file, second.report)), tree);
    EXPECT_EQ(second.findings(), "");
}

}  // namespace
}  // namespace nagaya::syntax
