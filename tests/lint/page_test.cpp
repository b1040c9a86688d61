#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

TEST(Page, HasWhyAndBothExamples) {
    const Rule* rule = find_rule("port-clash");
    ASSERT_NE(rule, nullptr);
    const auto page = print_rule_page(*rule);
    EXPECT_TRUE(page.starts_with("# port-clash\n\nerror: two things on a host want the same port\n\n")) << page;
    EXPECT_TRUE(page.contains(rule->info.why));
    EXPECT_TRUE(page.contains(rule->info.bad));
    EXPECT_TRUE(page.contains(rule->info.good));
}

TEST(Page, CommittedRulesAreWhatNagayaPrints) {
    std::ifstream in(std::filesystem::path(NAGAYA_TEST_DIRECTORY) / "../../docs/rules/rules.md", std::ios::binary);
    const std::string committed{std::istreambuf_iterator<char>(in), {}};
    if (std::getenv("NAGAYA_UPDATE") != nullptr) {
        std::ofstream(std::filesystem::path(NAGAYA_TEST_DIRECTORY) / "../../docs/rules/rules.md") << print_rule_index();
        return;
    }
    EXPECT_EQ(committed, print_rule_index()) << "run lint_tests with NAGAYA_UPDATE=1";
}

TEST(Page, ExampleFilesAreParted) {
    const auto files = parse_example("== a.toml\nx = 1\n\n== b/c ! is too large\n\n== ../secrets/web/x.env\nA=b\n");
    ASSERT_EQ(files.tree.size(), 2U);
    EXPECT_EQ(files.tree.at("a.toml").bytes, "x = 1\n");
    EXPECT_EQ(files.tree.at("b/c").problem, "is too large");
    EXPECT_EQ(files.tree.at("b/c").bytes, "");
    EXPECT_EQ(files.secrets.at("web/x.env").bytes, "A=b\n");
}

}  // namespace
}  // namespace nagaya::lint
