#include "base/nearest.hpp"

#include <gtest/gtest.h>

namespace nagaya {
namespace {

TEST(EditDistance, counts_single_edits) {
    EXPECT_EQ(edit_distance("", ""), 0u);
    EXPECT_EQ(edit_distance("abc", ""), 3u);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
    EXPECT_EQ(edit_distance("listen", "listne"), 1u);
}

// A swapped pair is not edited again: that is what tells optimal string alignment from Damerau's distance.
TEST(EditDistance, is_optimal_string_alignment) { EXPECT_EQ(edit_distance("ca", "abc"), 3u); }

TEST(EditDistance, is_symmetric) {
    EXPECT_EQ(edit_distance("service", "servcies"), edit_distance("servcies", "service"));
}

TEST(Nearest, takes_the_closest) {
    EXPECT_EQ(nearest("prot", {"path", "port", "part"}), "port");
    EXPECT_EQ(nearest("descripton", {"description", "data"}), "description");
}

TEST(Nearest, the_first_of_equals_wins) {
    EXPECT_EQ(nearest("bat", {"cat", "hat"}), "cat");
    EXPECT_EQ(nearest("bat", {"hat", "cat"}), "hat");
}

TEST(Nearest, refuses_what_was_hardly_meant) {
    EXPECT_FALSE(nearest("listen", {"volume", "needs"}));
    EXPECT_FALSE(nearest("abcdef", {"abcxyz"}));
    EXPECT_FALSE(nearest("a", {"b"}));
    EXPECT_FALSE(nearest("port", {}));
}

TEST(DidYouMean, asks_or_is_silent) {
    EXPECT_EQ(did_you_mean("prot", {"port"}), "did you mean `port`?");
    EXPECT_EQ(did_you_mean("listen", {"volume"}), "");
}

}  // namespace
}  // namespace nagaya
