// Positions in UTF-16 units, changes by ranges, paths and addresses.
#include "lsp/documents.hpp"

#include <gtest/gtest.h>

namespace nagaya::lsp {
namespace {

Json at(int line, int unit) { return JsonObject{{"line", line}, {"character", unit}}; }

Json change(Json start, Json end, std::string_view text) {
    return JsonObject{{"range", JsonObject{{"start", std::move(start)}, {"end", std::move(end)}}}, {"text", text}};
}

TEST(Lines, CountUtf16Units) {
    // é: two bytes, one unit; 𝄞: four bytes, two units.
    const Lines lines("aé𝄞b\tc\n");
    EXPECT_EQ(lines.offset({.line = 0, .unit = 1}), 1u);
    EXPECT_EQ(lines.offset({.line = 0, .unit = 2}), 3u);
    EXPECT_EQ(lines.offset({.line = 0, .unit = 3}), 3u) << "inside the pair is its begin";
    EXPECT_EQ(lines.offset({.line = 0, .unit = 4}), 7u);
    EXPECT_EQ(lines.offset({.line = 0, .unit = 6}), 9u) << "a tab is one unit";
    EXPECT_EQ(lines.place(3), (Place{.line = 0, .unit = 2}));
    EXPECT_EQ(lines.place(7), (Place{.line = 0, .unit = 4}));
    EXPECT_EQ(lines.place(9), (Place{.line = 0, .unit = 6}));
}

TEST(Lines, BytesThatAreNoUtf8AreOneUnitEach) {
    const Lines lines("\xff\xfe\xf0\x9d");
    EXPECT_EQ(lines.place(4), (Place{.line = 0, .unit = 4}));
    EXPECT_EQ(lines.offset({.line = 0, .unit = 3}), 3u);
}

TEST(Lines, EveryKindOfLineEnd) {
    const Lines lines("a\r\nb\rc\nd");
    EXPECT_EQ(lines.offset({.line = 1, .unit = 0}), 3u);
    EXPECT_EQ(lines.offset({.line = 2, .unit = 0}), 5u);
    EXPECT_EQ(lines.offset({.line = 3, .unit = 0}), 7u);
    EXPECT_EQ(lines.place(3), (Place{.line = 1, .unit = 0}));
    EXPECT_EQ(lines.place(7), (Place{.line = 3, .unit = 0}));
    // The end of a line is before its break, whatever unit is asked for.
    EXPECT_EQ(lines.offset({.line = 0, .unit = 99}), 1u);
    EXPECT_EQ(lines.offset({.line = 1, .unit = 99}), 4u);
}

TEST(Lines, PastTheEndIsTheEnd) {
    EXPECT_EQ(Lines("ab\n").offset({.line = 1, .unit = 0}), 3u);
    EXPECT_EQ(Lines("ab\n").offset({.line = 2, .unit = 0}), 3u);
    EXPECT_EQ(Lines("ab").offset({.line = 99, .unit = 99}), 2u);
    EXPECT_EQ(Lines("").offset({.line = 0, .unit = 0}), 0u);
    EXPECT_EQ(Lines("ab\n").place(99), (Place{.line = 1, .unit = 0}));
    EXPECT_EQ(Lines("").place(0), (Place{}));
}

TEST(Lines, Range) {
    EXPECT_EQ(print_json(Lines("a\nb").range(1, 3), JsonStyle::compact),
              R"({"start":{"line":0,"character":1},"end":{"line":1,"character":1}})");
}

TEST(Place, NegativeAndHugeNumbersAreBounded) {
    EXPECT_EQ(place_from(at(-1, -5)), (Place{}));
    EXPECT_EQ(place_from(JsonObject{{"line", int64_t{1} << 40}, {"character", "x"}}),
              (Place{.line = INT32_MAX, .unit = 0}));
    EXPECT_EQ(place_from(nullptr), (Place{}));
}

TEST(Change, WholeAndPart) {
    std::string text = "one\ntwo\n";
    EXPECT_TRUE(apply_change(text, JsonObject{{"text", "a𝄞b\r\nc"}}));
    EXPECT_EQ(text, "a𝄞b\r\nc");
    EXPECT_TRUE(apply_change(text, change(at(0, 1), at(0, 3), "x")));
    EXPECT_EQ(text, "axb\r\nc");
    EXPECT_TRUE(apply_change(text, change(at(0, 3), at(1, 0), "")));
    EXPECT_EQ(text, "axbc");
    EXPECT_TRUE(apply_change(text, change(at(0, 4), at(0, 4), "\n")));
    EXPECT_EQ(text, "axbc\n");
}

TEST(Change, OutOfRangeIsTheEnd) {
    std::string text = "ab\n";
    EXPECT_TRUE(apply_change(text, change(at(7, 0), at(9, 0), "c")));
    EXPECT_EQ(text, "ab\nc");
    EXPECT_TRUE(apply_change(text, change(at(0, 50), at(0, 60), "!")));
    EXPECT_EQ(text, "ab!\nc");
}

TEST(Change, ReversedIsReadTheOtherWayRound) {
    std::string text = "abcd";
    EXPECT_TRUE(apply_change(text, change(at(0, 3), at(0, 1), "x")));
    EXPECT_EQ(text, "axd");
}

TEST(Change, OneAfterTheOther) {
    // Each counts in the text that the ones before have left, so ranges may overlap.
    std::string text = "abcd";
    EXPECT_TRUE(apply_change(text, change(at(0, 1), at(0, 3), "XYZ")));
    EXPECT_TRUE(apply_change(text, change(at(0, 2), at(0, 5), "-")));
    EXPECT_EQ(text, "aX-");
}

TEST(Change, WhatIsNoneChangesNothing) {
    std::string text = "abcd";
    EXPECT_FALSE(apply_change(text, JsonObject{{"text", 5}}));
    EXPECT_FALSE(apply_change(text, nullptr));
    EXPECT_FALSE(apply_change(text, JsonArray{"x"}));
    EXPECT_EQ(text, "abcd");
}

TEST(Uri, ThereAndBack) {
    EXPECT_EQ(path_of_uri("file:///a/b.toml"), "/a/b.toml");
    EXPECT_EQ(path_of_uri("file:///my%20site/%C3%A9%E6%97%A5"), "/my site/é日");
    EXPECT_EQ(path_of_uri("file://localhost/a"), "/a");
    EXPECT_EQ(path_of_uri("file:///a%2fb"), "/a/b");
    for (const std::string_view path : {"/a b/é.toml", "/100%/#?&=+:;[]", "/plain-._~@"})
        EXPECT_EQ(path_of_uri(uri_of_path(path)), path);
    EXPECT_EQ(uri_of_path("/a b/é"), "file:///a%20b/%C3%A9");
}

TEST(Uri, OthersHaveNoPath) {
    for (const std::string_view uri : {"", "untitled:Untitled-1", "http://a/b", "file://other/b", "file:a", "file:///%",
                                       "file:///%4", "file:///%zz", "file:///a%00b"})
        EXPECT_EQ(path_of_uri(uri), std::nullopt) << uri;
}

}  // namespace
}  // namespace nagaya::lsp
