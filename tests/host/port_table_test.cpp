#include "host/port_table.hpp"

#include <gtest/gtest.h>

#include "host/firewall.hpp"

namespace nagaya::host {
namespace {

using Texts = std::vector<std::string>;

TEST(PortTable, IsReadAsItIsWritten) {
    const auto rows =
        parse_port_table("home",
                         "# head\nweb http tcp 80 20000 redirect kept open 10.0.0.0/8,fd00::/8 root,web as `via` says\n"
                         "db sql tcp - 5432 loopback - - - db,root no way\n");
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_EQ(rows->at(0).listen, 80);
    EXPECT_EQ(rows->at(0).sources, (Texts{"10.0.0.0/8", "fd00::/8"}));
    EXPECT_EQ(rows->at(0).reason, "as `via` says");
    EXPECT_TRUE(rows->at(0).open);
    EXPECT_EQ(rows->at(1).listen, 0);
    EXPECT_EQ(rows->at(1).clients, (Texts{"db", "root"}));
    EXPECT_FALSE(rows->at(1).open);
    for (const std::string_view bad :
         {"web http tcp 80", "web http tcp x 1 direct kept open - - r", "a b tcp 80 70000 direct kept open - - r"})
        EXPECT_FALSE(parse_port_table("home", bad)) << bad;
}

TEST(Firewalld, OpensWhatArrivesAndKnowsItsOwn) {
    const auto rows =
        parse_port_table("home",
                         "web http tcp 80 20000 redirect kept open - - r\nweb more tcp 81 20001 socket-proxy hidden "
                         "open 10.0.0.0/8,fd00::/8 - r\n"
                         "web shut tcp 8080 8080 direct kept shut - - r\nweb fd tcp 8081 8081 fd kept open - - r\n");
    ASSERT_TRUE(rows);
    const Texts rules = firewalld_rules("home", *rows);
    ASSERT_EQ(rules.size(), 4u);
    EXPECT_TRUE(rules[0].ends_with("\" port port=\"20000\" protocol=\"tcp\" accept")) << rules[0];
    EXPECT_TRUE(
        rules[1].ends_with("\" family=\"ipv4\" source address=\"10.0.0.0/8\" port port=\"81\" protocol=\"tcp\" accept"))
        << rules[1];
    EXPECT_TRUE(rules[2].contains("family=\"ipv6\"")) << rules[2];
    EXPECT_TRUE(rules[3].contains("port=\"8081\"")) << rules[3];
    for (const std::string& rule : rules) {
        EXPECT_TRUE(is_firewalld_rule_of(rule, "home"));
        EXPECT_FALSE(is_firewalld_rule_of(rule, "away"));
    }
    EXPECT_FALSE(is_firewalld_rule_of("rule port port=\"80\" protocol=\"tcp\" accept", "home"));
}

TEST(ForeignChains, AreThoseThatDropAndAreNotOurs) {
    const auto ruleset =
        parse_json(R"({"nftables": [{"metainfo": {}}, {"chain": {"family": "inet", "table": "filter", "name": "input",
        "hook": "input", "policy": "drop"}}, {"chain": {"family": "inet", "table": "nagaya_home", "name": "input", "hook": "input",
        "policy": "drop"}}, {"chain": {"family": "inet", "table": "filter", "name": "forward", "hook": "forward", "policy": "drop"}},
        {"chain": {"family": "ip", "table": "x", "name": "in", "hook": "input", "policy": "accept"}}]})");
    ASSERT_TRUE(ruleset);
    EXPECT_EQ(foreign_closed_chains(*ruleset), Texts{"inet filter input"});
}

}  // namespace
}  // namespace nagaya::host
