#include <gtest/gtest.h>

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

TEST(Page, TheIndexHasEveryRule) {
    const auto index = print_rule_index();
    for (const Rule& rule : rules()) {
        EXPECT_TRUE(index.contains("\n## " + std::string(rule.info.code) + "\n")) << rule.info.code;
        EXPECT_TRUE(index.contains("| [" + std::string(rule.info.code) + "](#")) << rule.info.code;
    }
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
