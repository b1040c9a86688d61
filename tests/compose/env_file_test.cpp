#include <gtest/gtest.h>

#include "compose/environment.hpp"

namespace nagaya::compose {
namespace {

Environment read(std::string_view text, size_t* line = nullptr) {
    Environment variables;
    const auto wrong = read_env_file(
        text, variables, [](std::string_view) -> std::optional<std::string_view> { return std::nullopt; },
        [](std::string_view, size_t) {});
    if (line != nullptr) *line = wrong ? wrong->line : 0;
    return variables;
}

TEST(EnvFile, HasQuotesCommentsAndVariables) {
    EXPECT_EQ(
        read("A=1 # c\nexport B = two words \nC: yaml\nD='$A # x'\nE=\"$A\\n\"\nF=$A${U:-d}\nG=a#b\n"),
        (Environment{
            {"A", "1"}, {"B", "two words"}, {"C", "yaml"}, {"D", "$A # x"}, {"E", "1\n"}, {"F", "1d"}, {"G", "a#b"}}));
    EXPECT_EQ(read("\xef\xbb\xbf"
                   "A=\"x\ny\"\r\nB\nC=2"),
              (Environment{{"A", "x\ny"}, {"C", "2"}}));
}

TEST(EnvFile, SaysWhereItIsWrong) {
    size_t line = 0;
    read("A=1\n\nB'=2\n", &line);
    EXPECT_EQ(line, 3U);
    read("A=\"open\n", &line);
    EXPECT_EQ(line, 1U);
}

TEST(RawEnvFile, TakesValuesAsTheyStand) {
    Environment variables;
    const auto none = [](std::string_view) -> std::optional<std::string_view> { return std::nullopt; };
    EXPECT_FALSE(read_raw_env_file("A=\"q\" # c\n# x\nB\n", variables, none));
    EXPECT_EQ(variables, (Environment{{"A", "\"q\" # c"}}));
    EXPECT_TRUE(read_raw_env_file("A B=1\n", variables, none));
}

}  // namespace
}  // namespace nagaya::compose
