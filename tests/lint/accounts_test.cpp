#include <gtest/gtest.h>

#include "base/text.hpp"
#include "lint/check_example.hpp"

namespace nagaya::lint {
namespace {

/// A site with services a and b and these lines under [accounts] of the lock.
void check_lock(std::string_view accounts, Checked& checked) {
    check_example(site_with("\"a\", \"b\"", concat("== nagaya.lock\nversion = 1\n\n[accounts]\n", accounts, "\n",
                                                   container("a"), container("b"))),
                  checked);
}

constexpr std::string_view a_line = "a = { uid = 2000, subid_start = 1000000, subid_count = 65536 }\n";

TEST(AccountClash, TwoAccountsWithOneUid) {
    Checked checked;
    check_lock(concat(a_line, "b = { uid = 2000, subid_start = 1065536, subid_count = 65536 }\n"), checked);
    EXPECT_EQ(checked.codes(), std::vector<std::string>{"account-clash"}) << checked.text;
    EXPECT_EQ(checked.marked("account-clash"), "b");
    EXPECT_EQ(checked.sources.text(checked.findings.at(0).labels.at(0).at), "a");
}

TEST(AccountClash, UidOfTheSystemIsAnErrorAndOutsideTheRangeAWarning) {
    Checked low;
    check_lock(concat(a_line, "b = { uid = 200, subid_start = 1065536, subid_count = 65536 }\n"), low);
    ASSERT_EQ(low.of("account-clash").size(), 1U) << low.text;
    EXPECT_EQ(low.of("account-clash")[0].severity, Severity::error);
    Checked outside;
    check_lock(concat(a_line, "b = { uid = 3000, subid_start = 1065536, subid_count = 65536 }\n"), outside);
    ASSERT_EQ(outside.of("account-clash").size(), 1U) << outside.text;
    EXPECT_EQ(outside.of("account-clash")[0].severity, Severity::warning);
}

TEST(AccountClash, NamesOfTheSystem) {
    for (const auto* name : {"mail", "systemd-network", "www-data", "docker"}) {
        Checked checked;
        check_example(site_with("\"a\"", concat("== services/a/service.toml\n[account]\nname = \"", name, "\"\n\n",
                                                container("a"))),
                      checked);
        EXPECT_EQ(checked.marked("account-clash"), concat('"', name, '"')) << checked.text;
    }
    Checked rootful;
    check_example(
        site_with("\"a\"", concat("== services/a/service.toml\n[account]\nname = \"root\"\n\n", container("a"))),
        rootful);
    EXPECT_TRUE(rootful.of("account-clash").empty()) << rootful.text;
}

TEST(SubidOverlap, FindsEveryKind) {
    const auto message = [](std::string_view b) {
        Checked checked;
        check_lock(concat(a_line, b), checked);
        const auto found = checked.of("subid-overlap");
        return found.size() == 1 ? found[0].message : concat(found.size(), " findings");
    };
    EXPECT_EQ(message("b = { uid = 2001, subid_start = 1065536, subid_count = 65536 }\n"), "0 findings");
    EXPECT_EQ(message("b = { uid = 2001, subid_start = 1065535, subid_count = 65536 }\n"),
              "subordinate ids 1065535 to 1131070 of account `b` overlap those of account `a`");
    EXPECT_EQ(message("b = { uid = 2001, subid_start = 500, subid_count = 65536 }\n"),
              "subordinate ids 500 to 66035 of account `b` overlap the uids of accounts");
    EXPECT_EQ(message("b = { uid = 2001, subid_start = 70000, subid_count = 65536 }\n"),
              "subordinate ids 70000 to 135535 of account `b` begin below 100000, where hosts have users of their own");
}

TEST(SubidOverlap, ALongRangeReachesOverItsNeighbour) {
    Checked checked;
    check_lock(
        "a = { uid = 2000, subid_start = 1000000, subid_count = 300000 }\n"
        "b = { uid = 2001, subid_start = 1010000, subid_count = 10 }\n"
        "c = { uid = 2002, subid_start = 1100000, subid_count = 10 }\n",
        checked);
    EXPECT_EQ(checked.of("subid-overlap").size(), 2U) << checked.text;
}

}  // namespace
}  // namespace nagaya::lint
