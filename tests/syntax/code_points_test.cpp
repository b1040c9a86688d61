#include "syntax/code_points.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/source.hpp"

namespace nagaya::syntax {
namespace {

// `Sources` counts lines and code points too: each must undo the other.
void check(const std::string& text) {
    const CodePointMap map(text);
    Sources sources;
    const FileId file = sources.add("file", text);
    for (uint32_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) continue;
        const Position position = sources.position(file, at);
        EXPECT_EQ(map.offset(position.line, position.column), at) << text;
    }
}

TEST(CodePoints, UndoPositions) {
    check("");
    check("a\nbc\n\nd");
    check("\xc3\xa9\n\xe2\x82\xac x\xf0\x9f\x98\x80\n\xc3\xa9");
    std::string long_text;
    for (int i = 0; i < 300; ++i) long_text += i % 7 == 0 ? "\xc3\xa9" : i % 31 == 0 ? "\n" : "x";
    check(long_text);
    check(long_text + long_text);
}

TEST(CodePoints, PlacesOutsideAreTheEnds) {
    for (const std::string text : {"ab\nc", "\xc3\xa9\nc"}) {
        const CodePointMap map(text);
        EXPECT_EQ(map.offset(0, 5), 0U);
        EXPECT_EQ(map.offset(9, 1), text.size());
        EXPECT_EQ(map.offset(2, 500), text.size());
    }
}

}  // namespace
}  // namespace nagaya::syntax
