// nagaya.lock, read and printed.
#include <gtest/gtest.h>

#include "loaded.hpp"

namespace nagaya::load {
namespace {

constexpr std::string_view lock_text =
    R"(# Written by nagaya: user ids, subordinate ids, ports and images, which stay what they are once given.
# Commit this file. Do not edit it.
version = 1

[accounts]
greeter = { uid = 2001, subid_start = 1065536, subid_count = 65536 }
web = { uid = 2000, subid_start = 1000000, subid_count = 65536 }

[ports]
"web/http" = 20000

[images]
"docker.io/library/debian:bookworm-slim" = "sha256:00ff"
)";

TEST(LockFile, ReadThenPrintedIsTheSame) {
    const Loaded loaded = load(concat("== nagaya.lock\n", lock_text));
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(loaded.site.lock.accounts.at("web").uid, 2000u);
    EXPECT_EQ(loaded.sources.text(loaded.site.lock.accounts.at("web").at), "web");
    EXPECT_EQ(loaded.site.lock.loopback_ports.at("web/http"), 20'000);
    EXPECT_EQ(loaded.site.lock.images.at("docker.io/library/debian:bookworm-slim"), "sha256:00ff");
    EXPECT_EQ(print_lock(loaded.site.lock), lock_text);
}

TEST(LockFile, GivesPortsTheirTargets) {
    const Loaded loaded = load(
        concat("== services/web/service.toml\n[[port]]\nname = \"http\"\nlisten = 80\n== nagaya.lock\n", lock_text));
    EXPECT_EQ(loaded.service("web").ports[0].target.value, 20'000);
}

TEST(LockFile, WhatIsWrongIsMarked) {
    const std::string_view head = "== nagaya.lock\nversion = 1\n";
    EXPECT_EQ(load("== nagaya.lock\n\n").findings(),
              Lines{"lock-syntax nagaya.lock:1:1 `nagaya.lock` has no version number"});
    EXPECT_EQ(load("== nagaya.lock\nversion = 2\n").findings(),
              Lines{"lock-syntax nagaya.lock:1:11 <2> `nagaya.lock` has version 2; this nagaya knows version 1"});
    EXPECT_EQ(load(concat(head, "[ports]\n\"web/http\" = 0\n")).findings(),
              Lines{"lock-syntax nagaya.lock:3:14 <0> `web/http` is not a number from 1 to 65535"});
    for (std::string_view bad : {
             "x = 1",
             "[other]",
             "[accounts]\nweb = 1",
             "[accounts]\nweb = { uid = 1 }",
             "[accounts]\n\"W b\" = { uid = 1, subid_start = 1, subid_count = 1 }",
             "[accounts]\nweb = { uid = 1, subid_start = 1, subid_count = 1, x = 1 }",
             "[accounts]\nweb = { uid = -1, subid_start = 1, subid_count = 1 }",
             "[accounts]\nweb = { uid = 1, subid_start = 4294967293, subid_count = 2 }",
             "[ports]\nweb = 1",
             "[ports]\n\"web/http\" = \"1\"",
             "[images]\nx = 1",
             "[images]\nx = \"\"",
         }) {
        EXPECT_EQ(load(concat(head, bad, '\n')).codes(), Lines{"lock-syntax"}) << bad;
    }
    EXPECT_EQ(load("== nagaya.lock\nversion =\n").codes(), Lines{"toml-syntax"});
}

TEST(LockFile, AnUnfinishedMerge) {
    const Loaded loaded = load("== nagaya.lock\nversion = 1\n<<<<<<< HEAD\n[accounts]\n=======\n>>>>>>> x\n");
    EXPECT_EQ(loaded.findings(),
              Lines{"lock-syntax nagaya.lock:2:1 <<<<<<<< HEAD> `nagaya.lock` still has the marks of a merge"});
}

}  // namespace
}  // namespace nagaya::load
