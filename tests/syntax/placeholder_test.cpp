#include "syntax/placeholder.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace nagaya::syntax {
namespace {

std::string found_in(std::string_view text) {
    std::string out;
    for (const Placeholder& found : find_placeholders(text)) {
        EXPECT_EQ(text.substr(found.begin, found.end - found.begin), concat("@@", found.name, "@@"));
        out += concat(found.begin, ':', found.name, ' ');
    }
    return out;
}

TEST(Placeholder, AreFound) {
    EXPECT_EQ(found_in(""), "");
    EXPECT_EQ(found_in("@@A@@"), "0:A ");
    EXPECT_EQ(found_in("a @@PORT_1@@:@@B_@@@@C@@\n"), "2:PORT_1 13:B_ 19:C ");
    EXPECT_EQ(found_in("@@@NAME@@@"), "1:NAME ");
    EXPECT_EQ(found_in("@@A@@B@@C@@"), "0:A 6:C ");
    EXPECT_EQ(found_in("\n@@A@@B@@"), "1:A ");
}

TEST(Placeholder, OtherTextIsLeft) {
    for (const std::string_view text :
         {"@@", "@@@@", "@@a@@", "@@1A@@", "@@_A@@", "@@A", "@@A@", "@@A B@@", "@@\n@@", "@A@"})
        EXPECT_EQ(found_in(text), "") << text;
}

TEST(Placeholder, NamesHaveAtMost64Characters) {
    const std::string longest(64, 'A');
    EXPECT_EQ(found_in("@@" + longest + "@@"), "0:" + longest + ' ');
    EXPECT_EQ(found_in("@@" + longest + "A@@"), "");
}

TEST(Placeholder, AreSubstitutedOnce) {
    const auto value_of = [](const Placeholder& found) -> std::optional<std::string> {
        if (found.name == "A") return "@@B@@";
        if (found.name == "EMPTY") return "";
        return std::nullopt;
    };
    EXPECT_EQ(substitute("x@@A@@y@@B@@z@@EMPTY@@", value_of), "x@@B@@y@@B@@z");
    EXPECT_EQ(substitute("nothing", value_of), "nothing");
    EXPECT_EQ(substitute("", value_of), "");
}

}  // namespace
}  // namespace nagaya::syntax
