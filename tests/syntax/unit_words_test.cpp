#include <gtest/gtest.h>

#include "base/text.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::syntax {
namespace {

std::string words(std::string_view value) {
    std::string out;
    for (const std::string& word : unit_words(value)) out += concat('<', word, '>');
    return out;
}

TEST(UnitWords, AreCutAtWhiteSpace) {
    EXPECT_EQ(words(""), "");
    EXPECT_EQ(words("  a \t b\n"), "<a><b>");
}

TEST(UnitWords, QuotesGroup) {
    EXPECT_EQ(words(R"("a b" 'c "d"' "")"), R"(<a b><c "d"><>)");
    EXPECT_EQ(words(R"(--x="a b"c)"), "<--x=a bc>");
}

TEST(UnitWords, EscapesAreThoseOfSystemdSyntax) {
    EXPECT_EQ(words(R"(\a\b\f\n\r\t\v\\\"\'\s)"), "<\a\b\f\n\r\t\v\\\"' >");
    EXPECT_EQ(words(R"(\x41 \101 \u00e9 \U0001F600 '\x41')"), "<A><A><\xc3\xa9><\xf0\x9f\x98\x80><A>");
    EXPECT_EQ(words(R"(\u20ac)"), "<\xe2\x82\xac>");
}

TEST(UnitWords, BadQuotingLeavesTheRawWords) {
    for (const std::string value : {R"(a "b)", R"(a 'b)", R"(a \q)", R"(a \)", R"(a \x0)", R"(a \x00)", R"(a \xg1)",
                                    R"(a \400)", R"(a \ud800)", R"(a \U00110000)", R"(a \u+123)"})
        EXPECT_EQ(words(value), "<a><" + value.substr(2) + '>');
}

}  // namespace
}  // namespace nagaya::syntax
