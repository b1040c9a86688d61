#include "host/read_tree.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "scratch.hpp"

namespace nagaya::host {
namespace {

model::Tree must_read(const Scratch& scratch) {
    Result<model::Tree> tree = read_tree(scratch.path());
    EXPECT_TRUE(tree) << (tree ? "" : tree.error().text());
    return tree ? *tree : model::Tree{};
}

TEST(ReadTree, ReadsFilesWithTheirPaths) {
    const Scratch scratch;
    scratch.put("nagaya.toml", "[site]\n");
    scratch.put("services/web/run.sh", "#!/bin/sh\n");
    scratch.put("services/web/empty", "");
    ASSERT_EQ(chmod(scratch.path("services/web/run.sh").c_str(), 0755), 0);
    const model::Tree tree = must_read(scratch);
    ASSERT_EQ(tree.size(), 3U);
    EXPECT_EQ(tree.at("nagaya.toml").bytes, "[site]\n");
    EXPECT_FALSE(tree.at("nagaya.toml").executable);
    EXPECT_TRUE(tree.at("services/web/run.sh").executable);
    EXPECT_EQ(tree.at("services/web/empty").bytes, "");
    EXPECT_EQ(tree.at("services/web/empty").problem, "");
}

TEST(ReadTree, LeavesOutGitAndBackups) {
    const Scratch scratch;
    scratch.put(".git/config", "x");
    scratch.put("a~", "x");
    scratch.put(".gitignore", "x");
    const model::Tree tree = must_read(scratch);
    EXPECT_EQ(tree.size(), 1U);
    EXPECT_TRUE(tree.contains(".gitignore"));
}

TEST(ReadTree, FollowsLinksThatStayInside) {
    const Scratch scratch;
    scratch.put("shared/x", "bytes");
    scratch.put("web/own", "x");
    ASSERT_EQ(symlink("../shared/x", scratch.path("web/file").c_str()), 0);
    ASSERT_EQ(symlink("../shared", scratch.path("web/directory").c_str()), 0);
    const model::Tree tree = must_read(scratch);
    EXPECT_EQ(tree.at("web/file").bytes, "bytes");
    EXPECT_EQ(tree.at("web/directory/x").bytes, "bytes");
}

TEST(ReadTree, ReportsEachFileThatCannotBeUsed) {
    const Scratch scratch;
    scratch.put("large", std::string((4 << 20) + 1, 'x'));
    scratch.put("largest", std::string(4 << 20, 'x'));
    ASSERT_EQ(symlink("/etc/passwd", scratch.path("out").c_str()), 0);
    ASSERT_EQ(symlink("../..", scratch.path("up").c_str()), 0);
    ASSERT_EQ(symlink("nothing", scratch.path("broken").c_str()), 0);
    ASSERT_EQ(symlink("loop", scratch.path("loop").c_str()), 0);
    ASSERT_EQ(symlink(".", scratch.path("self").c_str()), 0);
    ASSERT_EQ(mkfifo(scratch.path("fifo").c_str(), 0600), 0);
    const model::Tree tree = must_read(scratch);
    EXPECT_EQ(tree.at("large").problem, "is larger than 4 MiB");
    EXPECT_EQ(tree.at("large").bytes, "");
    EXPECT_EQ(tree.at("largest").bytes.size(), size_t{4} << 20);
    EXPECT_EQ(tree.at("out").problem, "is a symbolic link that leaves the site");
    EXPECT_EQ(tree.at("up").problem, "is a symbolic link that leaves the site");
    EXPECT_EQ(tree.at("broken").problem, "is a symbolic link to nothing");
    EXPECT_EQ(tree.at("loop").problem, "is a symbolic link in a circle");
    EXPECT_EQ(tree.at("self").problem, "is a symbolic link in a circle");
    EXPECT_EQ(tree.at("fifo").problem, "is neither a file nor a directory");
}

TEST(ReadTree, ReportsWhatMayNotBeRead) {
    if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
    const Scratch scratch;
    scratch.put("x", "x");
    ASSERT_EQ(chmod(scratch.path("x").c_str(), 0), 0);
    EXPECT_EQ(must_read(scratch).at("x").problem, "cannot be read: Permission denied");
}

TEST(ReadTree, StopsAtTooDeepNesting) {
    const Scratch scratch;
    std::string path;
    for (int i = 0; i < 70; ++i) path += "d/";
    scratch.put(path + "file", "x");
    const model::Tree tree = must_read(scratch);
    ASSERT_EQ(tree.size(), 1U);
    EXPECT_EQ(tree.begin()->second.problem, "is nested too deeply (64 directories)");
}

TEST(ReadTree, AnAbsentRootIsAFailure) {
    const auto tree = read_tree("/no/such/site");
    ASSERT_FALSE(tree);
    EXPECT_EQ(tree.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace nagaya::host
