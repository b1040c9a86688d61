// Numbers for those who have none.
#include <gtest/gtest.h>

#include "loaded.hpp"

namespace nagaya::load {
namespace {

/// The site's lock as text without its heading, after completion.
std::string completed(Loaded& loaded) {
    complete_lock(loaded.site, loaded.report);
    const std::string text = print_lock(loaded.site.lock);
    return text.substr(text.find("version = 1\n") + 12);
}

constexpr std::string_view three_services =
    "== services/b/service.toml\n[[port]]\nname = \"http\"\nlisten = 80\n[[port]]\nname = \"admin\"\n"
    "== services/a/a.container\n[Container]\n"
    "== services/c/c.container\n[Container]\n";

TEST(CompleteLock, InTheOrderOfNames) {
    Loaded loaded = load(three_services);
    EXPECT_EQ(completed(loaded), R"(
[accounts]
a = { uid = 2000, subid_start = 1000000, subid_count = 65536 }
b = { uid = 2001, subid_start = 1065536, subid_count = 65536 }
c = { uid = 2002, subid_start = 1131072, subid_count = 65536 }

[ports]
"b/admin" = 20001
"b/http" = 20000
)");
    EXPECT_EQ(loaded.service("b").ports[0].target.value, 20'000);
    EXPECT_EQ(loaded.service("b").ports[1].target.value, 20'001);
    EXPECT_EQ(loaded.findings(), Lines{});
}

TEST(CompleteLock, IsDoneOnce) {
    Loaded loaded = load(three_services);
    EXPECT_TRUE(complete_lock(loaded.site, loaded.report));
    const model::Lock first = loaded.site.lock;
    EXPECT_FALSE(complete_lock(loaded.site, loaded.report));
    EXPECT_EQ(loaded.site.lock, first);
    Loaded again = load(concat(three_services, "== nagaya.lock\n", print_lock(first)));
    EXPECT_EQ(again.service("b").ports[0].target.value, 20'000);
    EXPECT_FALSE(complete_lock(again.site, again.report));
    EXPECT_EQ(again.site.lock, first);
}

TEST(CompleteLock, WhatIsLockedStaysAndGapsAreFilled) {
    Loaded loaded = load(concat(three_services, R"(== nagaya.lock
version = 1
[accounts]
c = { uid = 2001, subid_start = 1000000, subid_count = 65536 }
left = { uid = 2002, subid_start = 1100000, subid_count = 100000 }
[ports]
"left/http" = 20000
)"));
    EXPECT_EQ(completed(loaded), R"(
[accounts]
a = { uid = 2000, subid_start = 1200000, subid_count = 65536 }
b = { uid = 2003, subid_start = 1265536, subid_count = 65536 }
c = { uid = 2001, subid_start = 1000000, subid_count = 65536 }
left = { uid = 2002, subid_start = 1100000, subid_count = 100000 }

[ports]
"b/admin" = 20002
"b/http" = 20001
"left/http" = 20000
)");
}

TEST(CompleteLock, AddingAServiceMovesNobody) {
    Loaded before = load(three_services);
    complete_lock(before.site, before.report);
    Loaded after = load(concat(three_services, "== services/aa/service.toml\n[[port]]\nname = \"x\"\n== nagaya.lock\n",
                               print_lock(before.site.lock)));
    EXPECT_TRUE(complete_lock(after.site, after.report));
    for (const auto& [name, ids] : before.site.lock.accounts) EXPECT_EQ(after.site.lock.accounts.at(name), ids);
    EXPECT_EQ(after.site.lock.accounts.at("aa").uid, 2003u);
    EXPECT_EQ(after.site.lock.loopback_ports.at("aa/x"), 20'002);
}

TEST(CompleteLock, ChosenPortsAreNotGivenTwice) {
    Loaded loaded = load_manifest(
        "[[port]]\nname = \"a\"\ntarget = 20000\n[[port]]\nname = \"b\"\nlisten = 20001\nvia = \"socket-proxy\"\n"
        "[[port]]\nname = \"c\"\n");
    complete_lock(loaded.site, loaded.report);
    EXPECT_EQ(loaded.site.lock.loopback_ports, (std::map<std::string, uint16_t>{{"web/b", 20'002}, {"web/c", 20'003}}));
}

TEST(CompleteLock, RootHasItsIdsAndOneAccountServesTwo) {
    Loaded loaded = load(
        "== services/a/service.toml\n[account]\nname = \"shared\"\n== services/b/service.toml\n[account]\nname = "
        "\"shared\"\n"
        "== services/c/service.toml\n[account]\nname = \"root\"\n");
    complete_lock(loaded.site, loaded.report);
    ASSERT_EQ(loaded.site.lock.accounts.size(), 1u);
    EXPECT_TRUE(loaded.site.lock.accounts.contains("shared"));
}

TEST(CompleteLock, ARangeThatIsUsedUpIsSaidOnce) {
    Loaded loaded =
        load(concat("== nagaya.toml\n[site]\nname = \"h\"\n[accounts]\nuids = [2000, 2000]\n"
                    "loopback_ports = [20000, 20000]\n",
                    three_services));
    complete_lock(loaded.site, loaded.report);
    EXPECT_EQ(loaded.findings(),
              (Lines{"out-of-range nagaya.toml:4:15 <2000> no uid is left for `b`",
                     "out-of-range nagaya.toml:5:26 <20000> no loopback port is left for `b/admin`"}));
}

TEST(CompleteLock, SubordinateIdsEndWhereTheKernelsDo) {
    Loaded loaded = load(concat("== nagaya.toml\n[site]\nname = \"h\"\n[accounts]\nsubids = { base = 4_294_900_000 }\n",
                                three_services));
    complete_lock(loaded.site, loaded.report);
    EXPECT_EQ(loaded.codes(), Lines{"out-of-range"});
    EXPECT_EQ(loaded.site.lock.accounts.size(), 1u);
}

}  // namespace
}  // namespace nagaya::load
