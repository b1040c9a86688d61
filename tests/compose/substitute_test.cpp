#include <gtest/gtest.h>

#include "base/text.hpp"
#include "compose/environment.hpp"

namespace nagaya::compose {
namespace {

const Environment variables{{"S", "set"}, {"E", ""}};

std::optional<std::string_view> look_up(std::string_view name) {
    const auto found = variables.find(name);
    return found != variables.end() ? std::optional<std::string_view>(found->second) : std::nullopt;
}

std::string replaced(std::string_view text) {
    const auto made = substitute(text, look_up, [](std::string_view) {});
    if (!made.error) return made.text;
    return made.error->kind == SubstitutionError::Kind::required ? "required " + made.error->message : "invalid";
}

TEST(Substitute, KnowsEveryOperator) {
    EXPECT_EQ(replaced("$S ${S} $$S"), "set set $S");
    EXPECT_EQ(replaced("${U:-d} ${E:-d} ${E-d} ${U-d}"), "d d  d");
    EXPECT_EQ(replaced("${S:+p} ${E:+p} ${E+p} ${U+p}"), "p  p ");
    EXPECT_EQ(replaced("${S:?no} ${E?no}"), "set ");
    EXPECT_EQ(replaced("${E:?why not}"), "required why not");
    EXPECT_EQ(replaced("${U:-${E:-${S}}x}"), "setx");
    EXPECT_EQ(replaced("${U:-}}"), "}");
}

TEST(Substitute, LeavesOtherDollars) {
    EXPECT_EQ(replaced("$1 $(x) $ 5$"), "$1 $(x) $ 5$");
    EXPECT_EQ(replaced("${1}"), "invalid");
    EXPECT_EQ(replaced("${S"), "invalid");
    EXPECT_EQ(replaced("${S b}"), "invalid");
    EXPECT_EQ(replaced("${U:-a\nb}"), "invalid");
}

TEST(Substitute, StopsAtDeepNesting) {
    std::string deep;
    for (int i = 0; i < 10'000; ++i) deep += "${U:-";
    deep += std::string(10'000, '}');
    const auto made = substitute(deep, look_up, [](std::string_view) {});
    ASSERT_TRUE(made.error);
    EXPECT_EQ(made.error->kind, SubstitutionError::Kind::nested);
}

TEST(Substitute, TellsWhatIsNotSet) {
    std::vector<std::string> unset;
    substitute("$A ${B} ${C:-x} $S", look_up, [&](std::string_view name) { unset.emplace_back(name); });
    EXPECT_EQ(unset, (std::vector<std::string>{"A", "B"}));
}

TEST(FindVariables, FindsEveryUse) {
    std::string out;
    find_variables("$A ${B} ${C:-${D-x}} ${E:?no} ${F+y} $$G ${1} $ ${H", [&](const VariableUse& use) {
        out += concat(use.name, use.required ? "!" : "", "(", use.default_value, ",", use.alternate_value, ")");
    });
    EXPECT_EQ(out, "A(,)B(,)D(x,)C(${D-x},)E!(,)F(,y)");
}

}  // namespace
}  // namespace nagaya::compose
