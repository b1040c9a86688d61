// Cutting values into words and writing words, against what the reference generators did.
#include "quadlet/words.hpp"

#include <gtest/gtest.h>

namespace nagaya::quadlet {
namespace {

constexpr Release old_release{5, 4, 2};
constexpr Release new_release{5, 8, 6};

std::vector<std::string> cut(std::string_view text, Split how, Release release = old_release) {
    Arena arena;
    std::vector<std::string_view> words;
    if (!split_value(text, how, release, arena, words)) return {"(bad)"};
    return {words.begin(), words.end()};
}

std::string written(std::string_view word, Release release) {
    std::string out;
    append_word(out, word, release);
    return out;
}

using Words = std::vector<std::string>;

TEST(QuadletWords, QuotesGroupAndVanish) {
    EXPECT_EQ(cut(R"(a "b c" d'e f'g)", Split::arguments), (Words{"a", "b c", "de fg"}));
    EXPECT_EQ(cut(R"(a "b c" 'd e')", Split::words), (Words{"a", "b c", "d e"}));
}

TEST(QuadletWords, AnEmptyWordEndsTheValue) {
    EXPECT_EQ(cut(R"(serve --name "" --port 80)", Split::arguments), (Words{"serve", "--name"}));
    EXPECT_EQ(cut(R"('' serve)", Split::arguments), Words{});
    EXPECT_EQ(cut(R"(a"" ""b)", Split::arguments), (Words{"a", "b"}));
}

TEST(QuadletWords, EscapesWorkInArgumentsOnly) {
    EXPECT_EQ(cut(R"(x\ty \x41 \101 '\u00e9' a\sb)", Split::arguments), (Words{"x\ty", "A", "A", "é", "a b"}));
    EXPECT_EQ(cut(R"(x\ty)", Split::words), (Words{R"(x\ty)"}));
    EXPECT_EQ(cut(R"(\xff)", Split::arguments), (Words{"ÿ"}));
}

TEST(QuadletWords, ABadEscapeDropsTheValue) {
    for (const auto* text : {R"(grep \d x)", R"('grep \d')", R"(\x0)", R"(\x00)", R"(\777)", R"(\U00110000)"})
        EXPECT_EQ(cut(text, Split::arguments), Words{"(bad)"}) << text;
    EXPECT_EQ(cut(R"(\101)", Split::arguments, {5, 3, 0}), Words{"(bad)"});
}

TEST(QuadletWords, OpenQuotesAreForgivenInArgumentsOnly) {
    EXPECT_EQ(cut(R"(a "b c)", Split::arguments), (Words{"a", "b c"}));
    EXPECT_EQ(cut(R"(a "b c)", Split::words), Words{"(bad)"});
}

TEST(QuadletWords, ANulEndsTheValue) {
    using namespace std::string_view_literals;
    EXPECT_EQ(cut("a b\0c d"sv, Split::words), (Words{"a", "b"}));
    EXPECT_EQ(cut("a \"b\0c\" d"sv, Split::arguments), (Words{"a", "b"}));
}

TEST(QuadletWords, WritesBlanksAsTheReleaseDoes) {
    EXPECT_EQ(written("two words", old_release), R"("two words")");
    EXPECT_EQ(written("two words", new_release), R"("two\x20words")");
    EXPECT_EQ(written("a\"b\\c\n\x01", new_release), R"("a\"b\\c\n\x01")");
    EXPECT_EQ(written("it's", old_release), R"("it's")");
    EXPECT_EQ(written("grüße%$", new_release), "grüße%$");
    EXPECT_EQ(written("\xff b", old_release), "\"\xef\xbf\xbd b\"");
    EXPECT_EQ(written("", old_release), "");
}

}  // namespace
}  // namespace nagaya::quadlet
