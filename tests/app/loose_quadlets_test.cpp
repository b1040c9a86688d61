// Where Quadlet files that are in no site belong together, and how much of a directory is looked at for them.
#include "app/loose_quadlets.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace nagaya::app {
namespace {

TEST(LooseDirectory, IsWhereTheSearchOfPodmanBegins) {
    EXPECT_EQ(loose_directory("/none/a/x.container"), "/none/a");
    EXPECT_EQ(loose_directory("/none/a/x.container.d/10.conf"), "/none/a");
    EXPECT_EQ(loose_directory("/none/a.d/x.container"), "/none/a.d");
    EXPECT_EQ(loose_directory("x.container"), ".");
    const std::string own = "/none/u/.config/containers/systemd";
    EXPECT_EQ(loose_directory(own + "/x.container"), own);
    EXPECT_EQ(loose_directory(own + "/sub/deep/x.container"), own);
    EXPECT_EQ(loose_directory(own + "/sub/container.d/x.conf"), own);
    const std::string root = "/none/etc/containers/systemd";
    EXPECT_EQ(loose_directory(root + "/users/x.container"), root + "/users");
    EXPECT_EQ(loose_directory(root + "/users/1000/x.container"), root + "/users/1000");
    EXPECT_EQ(loose_directory(root + "/users/1000/sub/x.container"), root + "/users/1000");
    EXPECT_EQ(loose_directory(root + "/users-not/x.container"), root);
}

TEST(FindLooseQuadlets, LooksIntoFewDirectoriesWhenTold) {
    const std::filesystem::path directory = std::filesystem::temp_directory_path() / "nagaya-loose-quadlets-test";
    std::filesystem::remove_all(directory);
    for (const std::string_view below : {"a", "b", "c"}) std::filesystem::create_directories(directory / below);
    for (const std::string_view file : {"x.container", "a/y.container", "b/z.container"})
        std::ofstream(directory / file) << "[Container]\n";
    const auto whole = find_loose_quadlets(directory);
    const auto part = find_loose_quadlets(directory, 5);
    std::filesystem::remove_all(directory);
    ASSERT_TRUE(whole && part);
    EXPECT_EQ(whole->tree.size(), 3u);
    ASSERT_EQ(part->tree.size(), 2u);
    EXPECT_TRUE(part->tree.contains("x.container"));
}

}  // namespace
}  // namespace nagaya::app
