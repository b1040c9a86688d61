// Every rule shows a site that has the finding, and the same site without it.
#include <gtest/gtest.h>

#include "lint/check_example.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

class Examples : public testing::TestWithParam<Rule> {};

TEST_P(Examples, BadSiteHasTheFinding) {
    const auto& info = GetParam().info;
    Checked checked;
    check_example(info.bad, checked);
    EXPECT_FALSE(checked.of(info.code).empty()) << checked.text;
}

TEST_P(Examples, GoodSiteHasNeitherThisFindingNorAnErrorOrWarning) {
    Checked checked;
    check_example(GetParam().info.good, checked);
    EXPECT_TRUE(checked.findings.empty()) << checked.text;
    EXPECT_TRUE(checked.of(GetParam().info.code).empty());
}

std::string test_name(const testing::TestParamInfo<Rule>& parameter) {
    std::string name(parameter.param.info.code);
    for (char& c : name)
        if (c == '-') c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Rules, Examples, testing::ValuesIn(rules().begin(), rules().end()), test_name);

}  // namespace
}  // namespace nagaya::lint
