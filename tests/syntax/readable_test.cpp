#include "syntax/readable.hpp"

#include <gtest/gtest.h>

#include "syntax/shown.hpp"

namespace nagaya::syntax {
namespace {

std::string refusal(std::string text) {
    Input input(std::move(text));
    const bool readable = readable_text(input.sources, input.file, "x-syntax", input.report).has_value();
    EXPECT_EQ(readable, !input.report.has_errors());
    return input.findings();
}

TEST(Readable, TextIsPassed) {
    for (const char* text : {"", "a", "12345678", "1234567\xc3\xa9", "\xf0\x9f\x98\x80", "a\r\n\x01\x7f"})
        EXPECT_EQ(refusal(text), "") << text;
    EXPECT_EQ(refusal(std::string(max_file_bytes, 'a')), "");
}

TEST(Readable, SizeIsLimited) {
    EXPECT_EQ(refusal(std::string(max_file_bytes + 1, 'a')),
              "error 1:1-1:1 the file has 1048577 bytes, more than the limit of 1048576\n");
}

TEST(Readable, BinaryIsRefusedAtItsFirstBadByte) {
    const std::string_view utf8 = " the file is not UTF-8; help: save it as UTF-8\n";
    const std::string_view nul = " the file has a NUL byte; help: is this a binary file?\n";
    EXPECT_EQ(refusal("a\nb\xff"), concat("error 2:2-2:3", utf8));
    EXPECT_EQ(refusal("123456789\xc3"), concat("error 1:10-1:11", utf8));
    EXPECT_EQ(refusal("\xed\xa0\x80"), concat("error 1:1-1:2", utf8));
    EXPECT_EQ(refusal(std::string("ab\0c\xff", 5)), concat("error 1:3-1:4", nul));
    EXPECT_EQ(refusal(std::string("\xff\0", 2)), concat("error 1:1-1:2", utf8));
}

}  // namespace
}  // namespace nagaya::syntax
