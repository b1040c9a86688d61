#include "remote/site_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "host/safe_files.hpp"

namespace nagaya::remote {
namespace {

struct Parent {
    std::string path = testing::TempDir() + "/sites-XXXXXX";
    Parent() { EXPECT_NE(mkdtemp(path.data()), nullptr); }
    ~Parent() { (void)host::remove_tree(path); }
};

uint32_t mode_of(const std::string& path) {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

TEST(SiteDirectory, holds_sites_that_only_its_owner_can_enter) {
    const Parent parent;
    const auto directory = SiteDirectory::make(parent.path);
    ASSERT_TRUE(directory);
    const Site site{.tree = {{"a/b", {.bytes = "x"}}, {"run", {.bytes = "#!", .executable = true}}},
                    .secrets = {{"web/env", {.bytes = "K=1"}}}};
    ASSERT_TRUE(directory->put(2, site));
    const std::string root = directory->of(2);
    EXPECT_EQ(host::read_file(root + "/site/a/b", 10).value().value().bytes, "x");
    EXPECT_EQ(mode_of(root + "/site/run"), 0700U);
    EXPECT_EQ(mode_of(root + "/secrets/web/env"), 0600U);
    for (const std::string& path :
         {parent.path, directory->path(), root, root + "/site", root + "/site/a", root + "/secrets"})
        EXPECT_EQ(mode_of(path), 0700U) << path;
}

TEST(SiteDirectory, replaces_a_site_of_the_same_number) {
    const Parent parent;
    const auto directory = SiteDirectory::make(parent.path);
    ASSERT_TRUE(directory);
    ASSERT_TRUE(directory->put(1, {.tree = {{"old", {}}}, .secrets = {}}));
    ASSERT_TRUE(directory->put(1, {.tree = {{"new", {}}}, .secrets = {}}));
    EXPECT_EQ(host::list_directory(directory->of(1) + "/site").value(), std::vector<std::string>{"new"});
}

TEST(SiteDirectory, goes_with_its_object) {
    const Parent parent;
    {
        const auto directory = SiteDirectory::make(parent.path);
        ASSERT_TRUE(directory && directory->put(1, {.tree = {{"a", {}}}, .secrets = {}}));
    }
    EXPECT_TRUE(host::list_directory(parent.path).value().empty());
}

TEST(SiteDirectory, sweeps_what_killed_agents_left_and_nothing_else) {
    const Parent parent;
    const auto living = SiteDirectory::make(parent.path);
    ASSERT_TRUE(living);
    ASSERT_EQ(mkdir((parent.path + "/agent-killed").c_str(), 0700), 0);
    ASSERT_EQ(mkdir((parent.path + "/other").c_str(), 0700), 0);
    const auto next = SiteDirectory::make(parent.path);
    ASSERT_TRUE(next);
    EXPECT_EQ(mode_of(living->path()), 0700U);
    EXPECT_EQ(mode_of(parent.path + "/agent-killed"), 0U);
    EXPECT_EQ(mode_of(parent.path + "/other"), 0700U);
}

}  // namespace
}  // namespace nagaya::remote
