#include "emit/layout.hpp"

#include <gtest/gtest.h>

#include "emit/ignition.hpp"
#include "emit/manifest.hpp"

namespace nagaya::emit {
namespace {

using state::Kind;

state::HostState small_state() {
    state::HostState state;
    state.host = "box";
    state.prefix = "x";
    const auto put = [&](Kind kind, std::string scope, std::string name, auto value) {
        state.put({.kind = kind, .scope = std::move(scope), .name = std::move(name)},
                  {.service = "web", .origin = {}, .role = {}, .value = std::move(value)});
    };
    put(Kind::account, "", "web",
        state::Account{.name = "web",
                       .uid = 2000,
                       .home = "/home/web",
                       .shell = "/usr/sbin/nologin",
                       .subid_start = 100000,
                       .subid_count = 65536,
                       .groups = {"media", "certs"},
                       .group_ids = {{"certs", 9999}}});
    put(Kind::file, "", "/home/web/.config/systemd/user/a.timer",
        state::File{.owner = {.uid = 2000, .gid = 2000},
                    .content = state::Content::of("[Install]\nWantedBy=timers.target\n")});
    put(Kind::unit, "web", "a.timer",
        state::Unit{.account = "web", .name = "a.timer", .active = true, .enabled = true, .inputs = {}});
    put(Kind::file, "", "/etc/systemd/system/x-b.socket",
        state::File{.owner = {}, .content = state::Content::of("[Install]\nWantedBy=sockets.target\n")});
    put(Kind::unit, "root", "x-b.socket", state::Unit{.account = "root", .name = "x-b.socket", .inputs = {}});
    put(Kind::file, "", "/run/nagaya-secrets/x/web/k",
        state::File{.owner = {}, .content = state::Content::secret("clear")});
    return state;
}

TEST(Layout, WhatAnApplyLeavesBehind) {
    const Layout layout = lay_out(small_state(), {.first_boot = false});
    const auto link = layout.paths.find("/home/web/.config/systemd/user/timers.target.wants/a.timer");
    ASSERT_NE(link, layout.paths.end());
    EXPECT_EQ(link->second.owner.uid, 2000U);
    EXPECT_EQ(std::get<state::Symlink>(link->second.value).target, "/home/web/.config/systemd/user/a.timer");
    EXPECT_TRUE(layout.paths.contains("/var/lib/systemd/linger/web"));
    // Made on the way by apply, and then the account's alone.
    EXPECT_EQ(std::get<state::Directory>(layout.paths.at("/home/web/.config").value).mode, 0700U);
    EXPECT_EQ(std::get<state::Directory>(layout.paths.at("/home/web").value).mode, 0750U);
    EXPECT_EQ(layout.presets, (std::map<std::string, bool>{{"x-b.socket", false}}));
    EXPECT_FALSE(layout.paths.contains("/etc/systemd/system/sockets.target.wants/x-b.socket"));  // it is not enabled
}

TEST(Layout, ClearSecretsStayBehind) {
    const Layout layout = lay_out(small_state(), {});
    ASSERT_EQ(layout.left_out.size(), 1U);
    EXPECT_FALSE(layout.paths.contains("/run/nagaya-secrets/x/web/k"));
    for (const auto& [path, placed] : layout.paths) {
        const auto* file = std::get_if<state::File>(&placed.value);
        if (file) {
            EXPECT_EQ(file->content.bytes_to_write().find("clear"), std::string::npos) << path;
        }
    }
}

TEST(Layout, TheManifestComesBack) {
    const Layout layout = lay_out(small_state(), {});
    const auto read = parse_manifest(print_manifest(layout));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(print_manifest(*read), print_manifest(layout));
    EXPECT_FALSE(parse_manifest(R"({"version":1,"accounts":[],"groups":[],"paths":[{"path":"/a/../b","type":"link"}]})")
                     .has_value());
}

TEST(Layout, IgnitionGetsGroupsThatItCanMake) {
    const ignition::Config config = emit_ignition(lay_out(small_state(), {}), {});
    ASSERT_EQ(config.passwd.users.size(), 1U);
    EXPECT_EQ(config.passwd.users.front().groups, ignition::Texts{"certs"});  // media may be there, or not
    ASSERT_EQ(config.systemd.units.size(), 3U);                               // and the two of the first boot
    EXPECT_EQ(config.systemd.units.front().name, "x-b.socket");
    EXPECT_EQ(config.systemd.units.front().enabled, false);
    for (const ignition::Link& link : config.storage.links)
        EXPECT_FALSE(link.path.starts_with("/etc/systemd/system")) << link.path;
}

}  // namespace
}  // namespace nagaya::emit
