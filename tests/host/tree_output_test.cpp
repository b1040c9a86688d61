#include "host/tree_output.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "host/scratch.hpp"

namespace nagaya::host {
namespace {

namespace fs = std::filesystem;

OutputTree small_tree(const std::string& text) {
    return {{"manifest.json", {.bytes = text}},
            {"root", {.type = FileType::directory, .mode = 0755}},
            {"root/etc/tool/conf", {.mode = 04640, .bytes = text}},
            {"root/home", {.type = FileType::directory, .mode = 0550}},
            {"root/home/file", {.mode = 0600, .bytes = "x"}},
            {"root/link", {.type = FileType::symlink, .bytes = "/etc/passwd"}}};
}

uint32_t mode_of(const std::string& path) {
    struct stat status{};
    return lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

Result<void> replace(const std::string& directory, const OutputTree& tree) {
    const OutputDirectory output = TRY(OutputDirectory::open(directory));
    return output.replace(tree);
}

TEST(TreeOutput, IsWrittenWholeAndReplaced) {
    const Scratch scratch;
    const mode_t before = umask(077);
    for (const std::string text : {"one", "two"}) {
        const auto written = replace(scratch.path("a/out"), small_tree(text));
        ASSERT_TRUE(written) << written.error().text();
        EXPECT_EQ(scratch.read("a/out/root/etc/tool/conf"), text);
    }
    umask(before);
    EXPECT_EQ(mode_of(scratch.path("a/out")), 0755U);
    EXPECT_EQ(mode_of(scratch.path("a/out/root/etc/tool")), 0755U);
    EXPECT_EQ(mode_of(scratch.path("a/out/root/etc/tool/conf")), 0640U);
    EXPECT_EQ(mode_of(scratch.path("a/out/root/home")), 0550U);
    EXPECT_EQ(fs::read_symlink(scratch.path("a/out/root/link")), "/etc/passwd");
    EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path("a")), {}), 1) << "something is left beside it";
}

TEST(TreeOutput, HoldsNothingOutside) {
    const Scratch scratch;
    EXPECT_FALSE(replace(scratch.path("out"), {{"../file", {.bytes = "x"}}}));
    EXPECT_FALSE(replace(scratch.path("out"), {{"a", {.type = FileType::symlink, .bytes = scratch.path("out-b")}},
                                               {"a/file", {.bytes = "x"}}}));
    EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST(TreeOutput, SeesWhatIsKnownAndAFewOfTheRest) {
    const Scratch scratch;
    for (int i = 0; i < 50; ++i) scratch.put(concat("out/more-", i), "x");
    scratch.put("out/other/deep/file", "x");
    scratch.put("out/known/file", "bytes");
    fs::create_symlink("/etc", scratch.path("out/known/link"));
    const auto output = OutputDirectory::open(scratch.path("out"));
    ASSERT_TRUE(output);
    EXPECT_FALSE(*output->is_empty());
    const auto seen = output->look({"known", "known/file", "known/link", "known/link/passwd"}, 100);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->at("known/file").bytes, "bytes");
    EXPECT_EQ(seen->at("known/link").bytes, "/etc");
    EXPECT_EQ(seen->at("more-7").bytes, "") << "what is not known was read";
    EXPECT_TRUE(seen->contains("other"));
    EXPECT_FALSE(seen->contains("other/deep")) << "a directory that is not known was looked into";
    EXPECT_FALSE(seen->contains("known/link/passwd")) << "a link was followed";
    EXPECT_EQ(output->look({}, 3)->size(), 3U);
}

TEST(TreeOutput, IsNoFileAndNoLink) {
    const Scratch scratch;
    scratch.put("file", "x");
    fs::create_directory(scratch.path("directory"));
    fs::create_symlink("directory", scratch.path("link"));
    EXPECT_FALSE(OutputDirectory::open(scratch.path("file")));
    EXPECT_FALSE(OutputDirectory::open(scratch.path("link")));
    EXPECT_FALSE(replace(scratch.path("file/below"), small_tree("x")));
    const auto absent = OutputDirectory::open(scratch.path("no/such"));
    ASSERT_TRUE(absent);
    EXPECT_FALSE(absent->is_there());
    EXPECT_TRUE(*absent->is_empty());
}

TEST(TreeOutput, FollowsNoLinkThatAnotherMade) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    const Scratch scratch;
    fs::create_directories(scratch.path("theirs"));
    fs::create_directories(scratch.path("precious/out/root"));
    fs::create_symlink(scratch.path("precious"), scratch.path("theirs/way"));
    ASSERT_EQ(chown(scratch.path("theirs").c_str(), 65534, 65534), 0);
    const auto written = replace(scratch.path("theirs/way/out"), small_tree("x"));
    ASSERT_FALSE(written);
    EXPECT_TRUE(written.error().text().contains("symbolic link")) << written.error().text();
    EXPECT_TRUE(fs::is_empty(scratch.path("precious/out/root")));
}

TEST(TreeOutput, KeepsWhatAnotherPutWhereItIsMade) {
    const Scratch scratch;
    const std::string other = concat("out.new-", getpid(), "/file");
    scratch.put(other, "of another");
    EXPECT_FALSE(replace(scratch.path("out"), small_tree("one")));
    EXPECT_EQ(scratch.read(other), "of another");
}

TEST(TreeOutput, StaysWhenSomebodySwappedItMeanwhile) {
    const Scratch scratch;
    ASSERT_TRUE(replace(scratch.path("out"), small_tree("x")));
    const auto output = OutputDirectory::open(scratch.path("out"));
    ASSERT_TRUE(output);
    fs::rename(scratch.path("out"), scratch.path("moved"));
    scratch.put("out/file", "another's");
    EXPECT_FALSE(output->replace(small_tree("y")));
    EXPECT_EQ(scratch.read("out/file"), "another's");
    EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), {}), 2) << "something is left beside it";
}

}  // namespace
}  // namespace nagaya::host
