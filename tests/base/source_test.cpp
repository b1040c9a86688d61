#include "base/source.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/text.hpp"

namespace nagaya {
namespace {

struct Fixture : testing::Test {
    Sources sources;
    FileId add(std::string text) { return sources.add("a.toml", std::move(text)); }
    void expect_position(FileId file, uint32_t offset, uint32_t line, uint32_t column) {
        const Position at = sources.position(file, offset);
        EXPECT_EQ(at.line, line) << "offset " << offset;
        EXPECT_EQ(at.column, column) << "offset " << offset;
    }
};
using SourcesTest = Fixture;

TEST_F(SourcesTest, positions_count_lines_and_code_points) {
    const FileId file = add("ab\né☃x\n\nz");
    expect_position(file, 0, 1, 1);
    expect_position(file, 2, 1, 3);  // the line break belongs to its line
    expect_position(file, 3, 2, 1);
    expect_position(file, 5, 2, 2);  // after é, two bytes
    expect_position(file, 8, 2, 3);  // after ☃, three bytes
    expect_position(file, 10, 3, 1);
    expect_position(file, 11, 4, 1);
    expect_position(file, 12, 4, 2);
    expect_position(file, 999, 4, 2);
}

TEST_F(SourcesTest, an_empty_file_has_one_line) {
    const FileId file = add("");
    expect_position(file, 0, 1, 1);
    EXPECT_EQ(sources.line_at(file, 0), "");
}

TEST_F(SourcesTest, line_at_drops_the_line_break) {
    const FileId file = add("ab\r\ncd\n");
    EXPECT_EQ(sources.line_at(file, 1), "ab");
    EXPECT_EQ(sources.line_at(file, 3), "ab");
    EXPECT_EQ(sources.line_at(file, 4), "cd");
    EXPECT_EQ(sources.line_at(file, 7), "");
    EXPECT_EQ(sources.line_at(file, 999), "");
}

TEST_F(SourcesTest, text_of_a_span) {
    const FileId file = add("key = value");
    EXPECT_EQ(sources.text(Span{.file = file, .begin = 6, .end = 11}), "value");
    EXPECT_EQ(sources.text(Span{.file = file, .begin = 11, .end = 11}), "");
}

TEST_F(SourcesTest, texts_do_not_move) {
    const std::string_view first = sources.text(add("first"));
    for (int i = 0; i < 1000; ++i) (void)add(concat("more ", i));
    EXPECT_EQ(first, "first");
    EXPECT_EQ(first.data(), sources.text(FileId{0}).data());
    EXPECT_EQ(sources.size(), 1001u);
}

TEST_F(SourcesTest, the_same_file_again_is_the_same) {
    const FileId first = sources.add("again.toml", "a = 1\n");
    EXPECT_EQ(sources.add("again.toml", "a = 1\n"), first);
    EXPECT_NE(sources.add("again.toml", "a = 2\n"), first);
    EXPECT_NE(sources.add("other.toml", "a = 1\n"), first);
}

TEST_F(SourcesTest, unknown_files_are_our_mistake) { EXPECT_DEATH((void)sources.path(FileId{3}), "CHECK failed"); }

}  // namespace
}  // namespace nagaya
