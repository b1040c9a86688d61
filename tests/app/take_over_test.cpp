#include <gtest/gtest.h>

#include "app/adopt.hpp"

namespace nagaya::app {
namespace {

/// What the site's text becomes, or "refused: why".
std::string taken(std::string_view source, std::string_view lowered, std::string_view found) {
    const Result<std::string> text = take_over(source, lowered, found);
    return text ? *text : "refused: " + text.error().message;
}

TEST(TakeOver, TakesATextWithoutPlaceholdersAsItIs) {
    EXPECT_EQ(taken("a\nb\n", "a\nb\n", "a\nc\nd\n"), "a\nc\nd\n");
    EXPECT_EQ(taken("a\n", "a\n", ""), "");
    EXPECT_EQ(taken("a", "a", "a\n"), "a\n");
    EXPECT_EQ(taken("", "", "new\n"), "new\n");
}

TEST(TakeOver, KeepsThePlaceholdersOfUnchangedLines) {
    EXPECT_EQ(taken("name = @@DOMAIN@@\ncolour = blue\n", "name = a.test\ncolour = blue\n",
                    "# by hand\nname = a.test\ncolour = red\nmore\n"),
              "# by hand\nname = @@DOMAIN@@\ncolour = red\nmore\n");
    EXPECT_EQ(taken("@@A@@\nx\n@@A@@\n", "1\nx\n1\n", "1\n1\n"), "@@A@@\n@@A@@\n");
}

TEST(TakeOver, RefusesAChangedPlaceholder) {
    EXPECT_EQ(taken("x\nname = @@DOMAIN@@\n", "x\nname = a.test\n", "x\nname = b.test\n"),
              "refused: line 2 was changed, and has a placeholder in the site: `name = @@DOMAIN@@`");
    EXPECT_TRUE(taken("name = @@DOMAIN@@\n", "name = a.test\n", "").starts_with("refused: line 1"));
}

TEST(TakeOver, RefusesWhatWouldBecomeAPlaceholder) {
    EXPECT_EQ(taken("a\n", "a\n", "a\n@@B@@\n"), "refused: its line 2 would be a placeholder in the site: `@@B@@`");
}

TEST(TakeOver, RefusesWhatIsNotTheSourceLineByLine) {
    EXPECT_EQ(taken("description = \"x\"\n", "[Container]\nEnvironmentFile=/x\n", "[Container]\n"),
              "refused: nagaya makes it out of something else");
    EXPECT_EQ(taken("@@A@@\n", "1\n2\n", "1\n"), "refused: nagaya makes it out of something else");
}

TEST(TakeOver, HasALimit) {
    const std::string long_text(5000, '\n');
    EXPECT_EQ(taken(long_text, long_text, "x"), "refused: it has more than 4,000 lines");
}

}  // namespace
}  // namespace nagaya::app
