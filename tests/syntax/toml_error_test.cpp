#include <gtest/gtest.h>

#include "syntax/shown.hpp"
#include "syntax/toml.hpp"

namespace nagaya::syntax {
namespace {

std::string refusal(std::string text) {
    Input input(std::move(text));
    EXPECT_FALSE(parse_toml(input.sources, input.file, input.report).has_value());
    EXPECT_EQ(input.report.errors(), 1U);
    return input.findings();
}

struct Case {
    std::string_view text;
    std::string_view finding;
};

TEST(TomlError, KeyGivenTwicePointsAtBoth) {
    const std::string_view twice = "help: remove one of them, or put them together\n";
    const std::string_view complete = "help: put both in one place\n";
    for (const auto& [text, finding] : std::initializer_list<Case>{
             {"a = 1\nb = 2\na = 3\n", "error 3:1-3:2 `a` is given twice; 1:1-1:2 first given here; "},
             {"a = 1\n\"a\" = 3\n", "error 2:1-2:4 `\"a\"` is given twice; 1:1-1:2 first given here; "},
             {"[a]\nx=1\n[b]\n[ a ]\n", "error 4:3-4:4 `a` is given twice; 1:2-1:3 first given here; "},
             {"[a.b]\n[a]\n[a.b]\n", "error 3:2-3:5 `a.b` is given twice; 1:2-1:5 first given here; "},
             {"a.b = 1\n[a]\nb = 2\n", "error 2:2-2:3 `a` is given twice; 1:1-1:4 first given here; "},
             {"a.b = 1\na.c = 1\na.b = 2\n", "error 3:1-3:4 `a.b` is given twice; 1:1-1:4 first given here; "},
             {"t = {x = 1, y = 2, x = 3}", "error 1:20-1:21 `x` is given twice; 1:6-1:7 first given here; "},
             {"l = [{x = 1}, {x = 1, x = 2}]", "error 1:23-1:24 `x` is given twice; 1:16-1:17 first given here; "},
             {"[[p]]\nn=1\n[[p]]\nn=2\nn=3\n", "error 5:1-5:2 `n` is given twice; 4:1-4:2 first given here; "},
             {"[[p]]\n[p.q]\nn=1\n[[p]]\n[p.q]\nn=1\nn=2\n",
              "error 7:1-7:2 `n` is given twice; 6:1-6:2 first given here; "},
             {"[a]\n[[a]]\n", "error 2:3-2:4 `a` is given twice; 1:2-1:3 first given here; "},
         })
        EXPECT_EQ(refusal(std::string(text)), concat(finding, twice)) << text;
    for (const auto& [text, finding] : std::initializer_list<Case>{
             {"a = 1\n[a.b]\n",
              "error 2:2-2:5 `a.b` adds to a value that is already complete; 1:1-1:2 first given here; "},
             {"a = {}\n[a.b]\n[c]\n",
              "error 2:2-2:5 `a.b` adds to a value that is already complete; 1:1-1:2 first given here; "},
             {"[[p]]\n[a]\nb = {}\n[a.b.c]\n[[p]]\n",
              "error 4:2-4:7 `a.b.c` adds to a value that is already complete; 3:1-3:2 first given here; "},
             {"[a]\nb = {}\n[a.b.c]\n[a.b.d]\n",
              "error 3:2-3:7 `a.b.c` adds to a value that is already complete; 2:1-2:2 first given here; "},
             {"a = 1\na.b = 2\n",
              "error 2:1-2:4 `a.b` adds to a value that is already complete; 1:1-1:2 first given here; "},
         })
        EXPECT_EQ(refusal(std::string(text)), concat(finding, complete)) << text;
}

TEST(TomlError, PointsAtWhatIsWrong) {
    for (const auto& [text, finding] : std::initializer_list<Case>{
             {"a = hello world\n", "error 1:5-1:10 `hello` is no value; help: a string needs quotes: `\"hello\"`\n"},
             {"a = [x]\n", "error 1:6-1:7 `x` is no value; help: a string needs quotes: `\"x\"`\n"},
             {"a = yes\n", "error 1:5-1:8 `yes` is no value; help: write `true`\n"},
             {"a = False # c\n", "error 1:5-1:10 `False` is no value; help: write `false`\n"},
             {"a = tru\n", "error 1:5-1:8 `tru` is no value; help: a string needs quotes: `\"tru\"`\n"},
             {"mode = 0750\n",
              "error 1:8-1:12 the number `0750` begins with a zero; help: write it as a string: "
              "`\"0750\"`, or without the zero\n"},
             {"a = 2020-13-01\n", "error 1:5-1:15 expected month between 1 and 12 (inclusive), saw 13\n"},
             {"a = 99999999999999999999\n", "error 1:5-1:25 `99999999999999999999` is not representable in 64 bits\n"},
             {"a = \n", "error 1:5-1:5 the key has no value; help: write `key = value`, or remove the key\n"},
             {"a =", "error 1:4-1:4 the file ends too early\n"},
             {"a\n", "error 1:2-1:2 expected `=`, saw the end of the line; help: write `key = value`\n"},
             {"[]\n", "error 1:2-1:3 the table has no name; help: write a name between the brackets\n"},
             {"[a\n", "error 1:3-1:3 expected `]`, saw the end of the line\n"},
             {"\xc3\xa9 = 1\n",
              "error 1:1-1:2 `\xc3\xa9` begins no key and no `[table]`; help: a key is made of letters, "
              "digits, `_` and `-`; any other needs quotes\n"},
             {"a = \"x\" y\n",
              "error 1:9-1:10 `y` follows on the same line; help: one line holds one key or one "
              "`[table]`; text with blanks needs quotes\n"},
             {"\xef\xbb\xbf\"\xc3\xa9\" = \"\xc3\xbc\" \xc3\xb1\n",
              "error 1:12-1:13 `\xc3\xb1` follows on the same line; help: one line holds one key or one `[table]`; "
              "text "
              "with blanks needs quotes\n"},
             {"a = \"\\q\"\n",
              "error 1:7-1:8 unknown escape sequence `\\q`; help: double the backslash, or put the string "
              "in single quotes\n"},
         })
        EXPECT_EQ(refusal(std::string(text)), finding) << text;
}

TEST(TomlError, WhatIsNotClosed) {
    const std::string_view quotes =
        " the string has no closing quotes; help: close the string; one of several lines stands in `\"\"\"`\n";
    EXPECT_EQ(refusal("b = 1\na = \"hello\nc = 2\n"), concat("error 2:5-2:11", quotes));
    EXPECT_EQ(refusal("a = 'hello"), concat("error 1:5-1:11", quotes));
    EXPECT_EQ(refusal("a = \"\"\"hello\nc = 2\n"), concat("error 1:5-1:13", quotes));
    EXPECT_EQ(refusal("a = \"x\\"), concat("error 1:5-1:8", quotes));
    EXPECT_EQ(refusal("a = [1, [2],\n"), "error 1:5-1:6 `[` has no closing `]`; help: add a `]`\n");
    EXPECT_EQ(refusal("a = [1, 2\nb = 3\n"),
              "error 2:1-2:2 expected comma or closing `]`, saw `b`; 1:5-1:6 opened here\n");
    EXPECT_EQ(
        refusal("a = {x = 1\n"),
        "error 1:11-1:11 expected key or closing `}`, saw the end of the line; 1:5-1:6 opened here; help: an inline "
        "table stands on one line, without a comma at its end\n");
}

TEST(TomlError, QuotesBeforeTheClosingOnesBelongToTheString) {
    EXPECT_EQ(refusal("a = \"\"\"x\"\"\"\"\nb =\n"),
              "error 2:4-2:4 the key has no value; help: write `key = value`, or remove the key\n");
}

TEST(TomlError, LimitsAreReached) {
    std::string dotted = "a";
    for (int i = 0; i < 63; ++i) dotted += ".b";
    for (const std::string& text : {"a = '" + std::string(8186, 'x') + "'\n", "x = 1.5\n" + dotted + " = 1",
                                    "a = " + std::string(63, '[') + std::string(63, ']')}) {
        Input input(text);
        EXPECT_TRUE(parse_toml(input.sources, input.file, input.report).has_value()) << input.findings();
    }
}

TEST(TomlError, Limits) {
    EXPECT_EQ(refusal("x = 1\na = \"" + std::string(8187, 'x') + "\"\n"),
              "error 2:1-2:2 the line has more than 8192 bytes\n");
    const std::string deep = "a = " + std::string(65, '[') + std::string(65, ']');
    EXPECT_EQ(refusal(deep), "error 1:69-1:70 brackets are nested deeper than 64\n");
    std::string dotted = "a";
    for (int i = 0; i < 64; ++i) dotted += ".b";
    EXPECT_EQ(refusal(dotted + " = 1"), "error 1:128-1:129 the key has more than 64 parts\n");
    std::string half = "a";
    for (int i = 0; i < 40; ++i) half += ".b";
    EXPECT_EQ(refusal(half + " = {" + half + " = 1}"),
              "error 1:132-1:133 tables and arrays are nested deeper than 64\n");
    std::string endless = "a";
    for (int i = 0; i < 40000; ++i) endless += ".b";
    EXPECT_EQ(refusal(endless + " = 1"), "error 1:1-1:2 the line has more than 8192 bytes\n");
}

TEST(TomlError, LibraryAssertionsDoNotEndTheProgram) {
    for (const std::string text :
         {"a = {$\n", "a = 1:2\n", "a = 2020-01-01T", "a = 00:00:0", "a = +", "a = 0x", "\r", "a = \"\\u12\"",
          "\xef\xba\xa6", "\xef\xbb\xbe", "a\xef\xba\xa6=1", "[a]]", "a=1__0"})
        refusal(text);
}

}  // namespace
}  // namespace nagaya::syntax
