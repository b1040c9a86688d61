#include "base/diff.hpp"

#include <gtest/gtest.h>

namespace nagaya {
namespace {

TEST(UnifiedDiff, equal_texts_have_none) { EXPECT_EQ(unified_diff("a\nb\n", "a\nb\n"), ""); }

TEST(UnifiedDiff, shows_a_change_with_its_neighbours) {
    EXPECT_EQ(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
              "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, two_far_changes_are_two_hunks) {
    EXPECT_EQ(unified_diff("a\n1\n2\n3\n4\n5\n6\n7\n8\n9\nz\n", "b\n1\n2\n3\n4\n5\n6\n7\n8\n9\ny\n"),
              "@@ -1,4 +1,4 @@\n-a\n+b\n 1\n 2\n 3\n"
              "@@ -8,4 +8,4 @@\n 7\n 8\n 9\n-z\n+y\n");
}

TEST(UnifiedDiff, contexts_that_touch_are_one_hunk) {
    EXPECT_EQ(unified_diff("a\n1\n2\n3\n4\n5\n6\nz\n", "b\n1\n2\n3\n4\n5\n6\ny\n"),
              "@@ -1,8 +1,8 @@\n-a\n+b\n 1\n 2\n 3\n 4\n 5\n 6\n-z\n+y\n");
}

TEST(UnifiedDiff, from_and_to_nothing) {
    EXPECT_EQ(unified_diff("", "a\nb\n"), "@@ -0,0 +1,2 @@\n+a\n+b\n");
    EXPECT_EQ(unified_diff("a\n", ""), "@@ -1 +0,0 @@\n-a\n");
}

TEST(UnifiedDiff, a_longer_text_becoming_shorter_is_not_reversed) {
    EXPECT_EQ(unified_diff("a\nb\nc\n", "a\nc\n"), "@@ -1,3 +1,2 @@\n a\n-b\n c\n");
    EXPECT_EQ(unified_diff("a\nc\n", "a\nb\nc\n"), "@@ -1,2 +1,3 @@\n a\n+b\n c\n");
}

TEST(UnifiedDiff, tells_a_missing_last_line_break) {
    EXPECT_EQ(unified_diff("a", "a\n"), "@@ -1 +1 @@\n-a\n\\ no line break at the end\n+a\n");
}

TEST(UnifiedDiff, cannot_steer_a_terminal_and_keeps_tabs) {
    EXPECT_EQ(unified_diff("", "\tx\x1b[2J\r\n"), "@@ -0,0 +1 @@\n+\tx\\x1b[2J\\r\n");
}

TEST(UnifiedDiff, what_is_no_text_is_only_measured) {
    EXPECT_EQ(unified_diff("a", std::string_view("\0\1", 2)), "(not shown: 1 byte become 2 bytes)\n");
    std::string long_text;
    for (int i = 0; i < 2001; ++i) long_text += "x\n";
    EXPECT_EQ(unified_diff("a", long_text), "(not shown: 1 byte become 4002 bytes)\n");
}

}  // namespace
}  // namespace nagaya
