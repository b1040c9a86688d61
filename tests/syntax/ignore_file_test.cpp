// .dockerignore: what is no part of a build.
#include "syntax/ignore_file.hpp"

#include <gtest/gtest.h>

#include <string>

namespace nagaya::syntax {
namespace {

bool ignores(std::string_view text, std::string_view path) { return IgnoreFile(text).ignores(path); }

TEST(IgnoreFile, FitsPartsOfPaths) {
    EXPECT_TRUE(ignores("*.log", "a.log"));
    EXPECT_FALSE(ignores("*.log", "x/a.log"));
    EXPECT_TRUE(ignores("*/*.log", "x/a.log"));
    EXPECT_TRUE(ignores("a?c", "abc"));
    EXPECT_FALSE(ignores("a?c", "a/c"));
    EXPECT_FALSE(ignores("a?c", "abbc"));
    EXPECT_TRUE(ignores("[a-c]x", "bx"));
    EXPECT_FALSE(ignores("[a-c]x", "dx"));
    EXPECT_TRUE(ignores("[^a-c]x", "dx"));
    EXPECT_FALSE(ignores("[^a-c]x", "/x"));
    EXPECT_TRUE(ignores("a[", "a["));
    EXPECT_TRUE(ignores("\\*", "*"));
    EXPECT_FALSE(ignores("\\*", "a"));
}

TEST(IgnoreFile, StarsOverDirectories) {
    EXPECT_TRUE(ignores("**/x", "x"));
    EXPECT_TRUE(ignores("**/x", "a/b/x"));
    EXPECT_FALSE(ignores("**/x", "a/bx"));
    EXPECT_TRUE(ignores("a/**", "a/b/c"));
    EXPECT_TRUE(ignores("a/**/b", "a/b"));
    EXPECT_TRUE(ignores("a/**/b", "a/x/y/b"));
    EXPECT_TRUE(ignores("a**z", "ab/cz"));
    EXPECT_FALSE(ignores("a*z", "ab/cz"));
    EXPECT_TRUE(ignores(std::string(100, '*') + "y", std::string(3000, 'x') + "y"));
}

TEST(IgnoreFile, TakesWhatIsBelow) {
    EXPECT_TRUE(ignores("node_modules", "node_modules/a/b.js"));
    EXPECT_FALSE(ignores("node_modules", "src/node_modules/b.js"));
    EXPECT_TRUE(ignores("/build/", "build/a"));
    EXPECT_TRUE(ignores("./a/../b", "b"));
    EXPECT_FALSE(ignores("build", "building"));
}

TEST(IgnoreFile, TheLastLineThatFitsCounts) {
    EXPECT_FALSE(ignores("*\n!keep", "keep/a"));
    EXPECT_TRUE(ignores("*\n!keep", "other"));
    EXPECT_TRUE(ignores("*\n!keep\nkeep/x", "keep/x"));
    EXPECT_TRUE(ignores("!a\na", "a"));
    EXPECT_TRUE(IgnoreFile("*\n ! keep \n").takes_back());
    EXPECT_FALSE(IgnoreFile("*\n#!keep\n").takes_back());
}

TEST(IgnoreFile, LeavesOutCommentsAndEmptyLines) {
    EXPECT_FALSE(ignores("# a\n\n.\n/\n", "a"));
    EXPECT_TRUE(
        ignores("\xEF\xBB\xBF"
                "a\r\n",
                "a"));
    EXPECT_FALSE(ignores("", "a"));
}

}  // namespace
}  // namespace nagaya::syntax
