#include "base/text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace nagaya {
namespace {

using namespace std::string_view_literals;
using Pieces = std::vector<std::string_view>;

TEST(Concat, joins_text_characters_and_numbers) {
    EXPECT_EQ(concat("a", 'b', 12, std::string("c"), uint64_t{7}, -3), "ab12c7-3");
    EXPECT_EQ(concat(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
}

TEST(Split, keeps_empty_pieces) {
    EXPECT_EQ(split("a,,b,", ','), (Pieces{"a", "", "b", ""}));
    EXPECT_EQ(split("", ','), Pieces{""});
}

TEST(SplitWords, drops_blanks) {
    EXPECT_EQ(split_words("  a\t b  "), (Pieces{"a", "b"}));
    EXPECT_TRUE(split_words(" \t ").empty());
}

TEST(Join, puts_the_separator_between) {
    EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
    EXPECT_EQ(join({}, ", "), "");
}

TEST(Trim, removes_white_space_at_both_ends) {
    EXPECT_EQ(trim(" \r\n a b\t"), "a b");
    EXPECT_EQ(trim(" \n"), "");
}

TEST(ParseNumber, takes_whole_decimal_numbers_only) {
    EXPECT_EQ(parse_number("0"), 0u);
    EXPECT_EQ(parse_number("18446744073709551615"), std::numeric_limits<uint64_t>::max());
    for (const auto text : {"", "-1", "+1", " 1", "1 ", "1x", "0x1", "18446744073709551616"}) {
        EXPECT_FALSE(parse_number(text)) << text;
    }
}

TEST(Octal, has_four_digits_or_more) {
    EXPECT_EQ(octal(0750), "0750");
    EXPECT_EQ(octal(0), "0000");
    EXPECT_EQ(octal(0100644), "100644");
}

TEST(IsText, wants_utf8_without_nul) {
    EXPECT_TRUE(is_text("naïve ☃ 😀"));
    EXPECT_TRUE(is_text(""));
    EXPECT_FALSE(is_text("a\0b"sv));
    EXPECT_FALSE(is_text("\xff"));
    EXPECT_FALSE(is_text("\xe2\x98"));
}

TEST(Visible, shows_what_would_steer_a_terminal) {
    EXPECT_EQ(visible("a\nb\r\tc"), "a\\nb\\r\\tc");
    EXPECT_EQ(visible("\x1b[31m"), "\\x1b[31m");
    EXPECT_EQ(visible("\x7f"), "\\x7f");
    EXPECT_EQ(visible("\0"sv), "\\x00");
}

TEST(Visible, shows_c1_controls_and_reordering) {
    EXPECT_EQ(visible("\u009b"), "\\u{009b}");
    EXPECT_EQ(visible("\u202e"), "\\u{202e}");
    EXPECT_EQ(visible("\u2067"), "\\u{2067}");
}

TEST(Visible, shows_broken_bytes_and_keeps_letters) {
    EXPECT_EQ(visible("é\xc3"), "é\\xc3");
    EXPECT_EQ(visible("\\n"), "\\n");
}

TEST(Plural, counts) {
    EXPECT_EQ(plural(1, "file"), "1 file");
    EXPECT_EQ(plural(0, "file"), "0 files");
    EXPECT_EQ(plural(3, "file"), "3 files");
}

}  // namespace
}  // namespace nagaya
