#include "ignition/merge.hpp"

#include "base/text.hpp"

namespace nagaya::ignition {
namespace {

TEST(Merge, WhatTheChildSaysWins) {
    const Config merged =
        merge({.ignition = {.proxy = {.http_proxy = "http://p", .no_proxy = {"a"}}, .version = "3.0.0"},
               .passwd = {.users = {{.gecos = "p", .name = "u", .uid = 1}}}},
              {.ignition = {.proxy = {.http_proxy = "http://c", .no_proxy = {"a", "b"}}, .version = "3.4.0"},
               .passwd = {.users = {{.gecos = "", .name = "u"}}}});
    EXPECT_EQ(merged.ignition.version, "3.4.0");
    EXPECT_EQ(merged.ignition.proxy.http_proxy, "http://c");
    ASSERT_EQ(merged.passwd.users.size(), 1U);
    EXPECT_EQ(merged.passwd.users[0].gecos, "");
    EXPECT_EQ(merged.passwd.users[0].uid, 1);
}

TEST(Merge, EntriesOfOneKeyStandWhereTheParentsStood) {
    const Config merged = merge({.systemd = {.units = {{.name = "a"}, {.contents = "p", .name = "b"}, {.name = "c"}}}},
                                {.systemd = {.units = {{.name = "d"}, {.enabled = true, .name = "b"}}}});
    std::string names;
    for (const Unit& unit : merged.systemd.units) names += unit.name;
    EXPECT_EQ(names, "abcd");
    EXPECT_EQ(merged.systemd.units[1].contents, "p");
    EXPECT_EQ(merged.systemd.units[1].enabled, true);
}

TEST(Merge, ListsWithoutKeysFollowEachOther) {
    const Config merged = merge(
        {.storage = {.files = {{.path = "/a", .append = {{.source = "data:,1"}}, .contents = {.source = "data:,p"}}}}},
        {.storage = {.files = {{.path = "/a", .append = {{.source = "data:,2"}}, .mode = 0600}}}});
    ASSERT_EQ(merged.storage.files.size(), 1U);
    const File& file = merged.storage.files[0];
    ASSERT_EQ(file.append.size(), 2U);
    EXPECT_EQ(file.append[0].source, "data:,1");
    EXPECT_EQ(file.append[1].source, "data:,2");
    EXPECT_EQ(file.contents.source, "data:,p");
    EXPECT_EQ(file.mode, 0600);
}

TEST(Merge, APathIsOneThing) {
    const Config merged =
        merge({.storage = {.directories = {{.path = "/d"}}, .links = {{.path = "/a", .target = "/b"}}}},
              {.storage = {.files = {{.path = "/a"}}, .links = {{.path = "/d", .target = "/e"}}}});
    EXPECT_TRUE(merged.storage.directories.empty());
    ASSERT_EQ(merged.storage.files.size(), 1U);
    ASSERT_EQ(merged.storage.links.size(), 1U);
    EXPECT_EQ(merged.storage.links[0].path, "/d");
}

TEST(Merge, KernelArgumentsAreOneList) {
    const Config merged = merge({.kernel_arguments = {.should_exist = {"a", "b"}, .should_not_exist = {"c"}}},
                                {.kernel_arguments = {.should_exist = {"c", "a"}, .should_not_exist = {"b"}}});
    EXPECT_EQ(merged.kernel_arguments.should_exist, (Texts{"a", "c"}));
    EXPECT_EQ(merged.kernel_arguments.should_not_exist, Texts{"b"});
}

TEST(Merge, AHeaderWithoutAValueTakesTheParentsAway) {
    const auto with = [](std::vector<HttpHeader> headers) {
        return Config{.storage = {.files = {{.path = "/a", .contents = {.http_headers = std::move(headers)}}}}};
    };
    const Config merged = merge(with({{.name = "A", .value = "1"}, {.name = "B", .value = "1"}}),
                                with({{.name = "A"}, {.name = "B", .value = "2"}}));
    ASSERT_EQ(merged.storage.files[0].contents.http_headers.size(), 1U);
    EXPECT_EQ(merged.storage.files[0].contents.http_headers[0].value, "2");
}

TEST(Merge, PartitionsByNumberOrElseByLabel) {
    const auto with = [](std::vector<Partition> partitions) {
        return Config{.storage = {.disks = {{.device = "/dev/a", .partitions = std::move(partitions)}}}};
    };
    const Config merged = merge(with({{.label = "x", .number = 1}, {.label = "y"}}),
                                with({{.label = "z", .number = 1}, {.label = "y", .size_mib = 5}, {.label = "x"}}));
    const auto& partitions = merged.storage.disks[0].partitions;
    ASSERT_EQ(partitions.size(), 3U);
    EXPECT_EQ(partitions[0].label, "z");
    EXPECT_EQ(partitions[1].size_mib, 5);
    EXPECT_EQ(partitions[2].label, "x");
}

TEST(Merge, TellsWhatCameFromWhere) {
    MergeTrace trace;
    merge({.storage = {.files = {{.path = "/a", .mode = 0600}, {.path = "/b"}}}},
          {.storage = {.files = {{.path = "/c"}, {.path = "/a"}}}}, &trace);
    ASSERT_EQ(trace.lists.size(), 1U);
    EXPECT_EQ(print_path(trace.lists[0].path), "$.storage.files");
    std::string pairs;
    for (const auto& [parent, child] : trace.lists[0].entries)
        pairs += concat(parent == MergeTrace::nowhere ? "-" : concat(parent),
                        child == MergeTrace::nowhere ? "-" : concat(child), ' ');
    EXPECT_EQ(pairs, "01 1- -0 ");
    ASSERT_EQ(trace.from_parent.size(), 1U);
    EXPECT_EQ(print_path(trace.from_parent[0]), "$.storage.files.0.mode");
}

}  // namespace
}  // namespace nagaya::ignition
