// What the recorded cases do not say: releases between the recorded ones, search paths, names.
#include "quadlet/generator.hpp"

#include <gtest/gtest.h>

namespace nagaya::quadlet {
namespace {

constexpr std::string_view image = "Image=quay.io/x/y:1\n";

Outcome run(std::map<std::string, std::string> files, Release release, bool user = false) {
    MemoryFiles memory(std::move(files));
    return generate({.release = release, .around = {.user = user, .unit_dirs = "/q"}, .debug = false}, memory);
}

std::string text_of(const Outcome& outcome, std::string_view name) {
    for (const auto& unit : outcome.units)
        if (unit.name == name) return unit.text;
    return "(no such unit)";
}

TEST(QuadletGenerator, ReleasesDiffer) {
    const std::map<std::string, std::string> files = {{"/q/a.container", "[Container]\n" + std::string(image)}};
    EXPECT_NE(text_of(run(files, {5, 4, 2}), "a.service").find("--cidfile=%t/%N.cid --replace"), std::string::npos);
    EXPECT_NE(text_of(run(files, {5, 5, 0}), "a.service").find("--cidfile=%t/%N.cid --replace"), std::string::npos);
    EXPECT_EQ(text_of(run(files, {5, 6, 0}), "a.service").find("--cidfile"), std::string::npos);
    EXPECT_NE(text_of(run(files, {5, 2, 0}), "a.service").find("--name=systemd-%N"), std::string::npos);
    EXPECT_EQ(text_of(run(files, {5, 2, 0}), "a.service").find("network-online"), std::string::npos);
}

TEST(QuadletGenerator, KeysAreAsOldAsTheirRelease) {
    const std::map<std::string, std::string> files = {
        {"/q/a.container", "[Container]\nMemory=1g\n" + std::string(image)}};
    EXPECT_FALSE(run(files, {5, 5, 0}).failed);
    const auto outcome = run(files, {5, 4, 2});
    ASSERT_TRUE(outcome.failed);
    EXPECT_EQ(outcome.log.remarks.back().text,
              "converting \"a.container\": unsupported key 'Memory' in group 'Container' in /q/a.container");
}

TEST(QuadletGenerator, ABadFileHidesItsDirectoryOnly) {
    const auto outcome = run({{"/q/a.container", "[Container]\n" + std::string(image)},
                              {"/q/b.volume", "oops"},
                              {"/q/sub/c.container", "[Container]\n" + std::string(image)}},
                             {5, 8, 6});
    ASSERT_EQ(outcome.units.size(), 1U);
    EXPECT_EQ(outcome.units[0].name, "c.service");
}

TEST(QuadletGenerator, AMountWithoutSourceEndsAnOldReference) {
    const std::map<std::string, std::string> files = {
        {"/q/a.container", "[Container]\nMount=type=bind,dst=/x\n" + std::string(image)}};
    EXPECT_TRUE(run(files, {5, 4, 2}).crashed);
    EXPECT_FALSE(run(files, {5, 8, 6}).crashed);
    EXPECT_TRUE(run(files, {5, 8, 6}).failed);
}

TEST(QuadletGenerator, SearchesWhatTheReleaseSearches) {
    MemoryFiles memory({{"/run/containers/systemd/x", ""},
                        {"/etc/containers/systemd/users2/x", ""},
                        {"/etc/containers/systemd/a/b/x", ""}});
    Log log;
    Listings listings;
    const auto found = search_directories({}, {5, 4, 2}, memory, log, listings);
    EXPECT_EQ(found, (std::vector<std::string>{"/run/containers/systemd", "/etc/containers/systemd",
                                               "/etc/containers/systemd/a", "/etc/containers/systemd/a/b",
                                               "/usr/share/containers/systemd"}));
    EXPECT_EQ(search_directories({}, {5, 2, 0}, memory, log, listings).front(), "/etc/containers/systemd");
}

TEST(QuadletGenerator, AUserSeesOnlyItsOwnNumber) {
    MemoryFiles memory({{"/etc/containers/systemd/users/7/x", ""},
                        {"/etc/containers/systemd/users/8/x", ""},
                        {"/etc/containers/systemd/users/all/x", ""}});
    Log log;
    Listings listings;
    const auto found =
        search_directories({.user = true, .home = "/home/u", .uid = 7}, {5, 4, 2}, memory, log, listings);
    EXPECT_EQ(found,
              (std::vector<std::string>{"/home/u/.config/containers/systemd", "/etc/containers/systemd/users",
                                        "/etc/containers/systemd/users/all", "/etc/containers/systemd/users/7"}));
}

TEST(QuadletGenerator, AUserWithoutAnEntryOrADirectoryIsWarnedOf) {
    const std::string users = "/etc/containers/systemd/users";
    const auto search = [&](Surroundings around, Release release) {
        MemoryFiles memory({{users + "/x.volume", ""}, {users + "/all/y.volume", ""}});
        around.user = true;
        Log log;
        Listings listings;
        auto found = search_directories(around, release, memory, log, listings);
        if (!log.remarks.empty()) found.push_back(log.remarks.front().text);
        return found;
    };
    using Texts = std::vector<std::string>;
    EXPECT_EQ(search({.home = "/h", .uid = 7, .uid_known = false}, {5, 4, 2}),
              (Texts{"/h/.config/containers/systemd", users, "Warning: user: unknown userid 7"}));
    EXPECT_EQ(search({.config_home = "rel", .home = "/h", .runtime_dir = ""}, {5, 4, 2}),
              (Texts{"containers/systemd", "Warning: path in $XDG_CONFIG_HOME is relative"}));
    EXPECT_EQ(search({}, {5, 8, 6}), (Texts{"Warning: neither $XDG_CONFIG_HOME nor $HOME are defined\n"}));
}

TEST(QuadletGenerator, CleansPathsAsGoDoes) {
    EXPECT_EQ(clean_path("a//b/./../c/"), "a/c");
    EXPECT_EQ(clean_path("/../x"), "/x");
    EXPECT_EQ(clean_path("../../x"), "../../x");
    EXPECT_EQ(clean_path(""), ".");
    EXPECT_EQ(directory_of("/a/b"), "/a");
    EXPECT_EQ(directory_of("b"), ".");
    EXPECT_EQ(extension_of("x.y/z"), "");
}

TEST(QuadletRelease, ReadsMinorReleasesAsTheLastOfThem) {
    EXPECT_EQ(parse_release("5.4"), (Release{5, 4, 2}));
    EXPECT_EQ(parse_release("5.8.1"), (Release{5, 8, 1}));
    EXPECT_GT(*parse_release("5.7"), (Release{5, 7, 9}));
    EXPECT_EQ(print(*parse_release("5.7")), "5.7");
    EXPECT_EQ(parse_release("4.3"), std::nullopt);
}

}  // namespace
}  // namespace nagaya::quadlet
