// The generator's own reader of unit files.
#include "quadlet/unit_text.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace nagaya::quadlet {
namespace {

std::string read_back(std::string_view text) {
    Arena arena;
    const auto unit = UnitText::parse(text, arena);
    if (!unit) return unit.error();
    std::string out;
    unit->print(out);
    return out;
}

TEST(QuadletUnitText, ContinuationJoinsWithoutABlank) {
    EXPECT_EQ(read_back("[A]\nx=one\\\n  two\n"), "[A]\nx=onetwo\n");
    EXPECT_EQ(read_back("[A]\nx=one \\\n# note\n\ntwo\n"), "[A]\nx=one two\n");
    EXPECT_EQ(read_back("[A]\nx=one\\"), "[A]\nx=one\n");
    EXPECT_EQ(read_back("[A]\nx=one\\\n# the end"), "[A]\n");
    EXPECT_EQ(read_back("[A]\nx=one \\\n[B]\ny=1\n"), "[A]\nx=one [B]\ny=1\n");
}

TEST(QuadletUnitText, OneBadLineRefusesTheFile) {
    EXPECT_EQ(read_back("[A]\nx=1\noops\n"),
              "file contains line 3: “oops” which is not a key-value pair, group, or comment");
    EXPECT_EQ(read_back("x=1\n[A]\n"), "key file does not start with a group");
    EXPECT_EQ(read_back("[A[b]\n"), "invalid group name: A[b");
    EXPECT_EQ(read_back("[]\n"), "invalid group name: ");
    EXPECT_EQ(read_back("[A] x\n"), "file contains line 1: “[A] x” which is not a key-value pair, group, or comment");
    EXPECT_EQ(read_back("\xef\xbb\xbf[A]\n").substr(0, 20), "file contains line 1");
}

TEST(QuadletUnitText, SectionsOfOneNameAreOne) {
    EXPECT_EQ(read_back("[A]\nx=1\n\n[B]\ny=1\n\n[A]\nz=1\n"), "[A]\nx=1\nz=1\n\n[B]\ny=1\n");
}

TEST(QuadletUnitText, KeepsCommentsAndEmptyLines) {
    EXPECT_EQ(read_back("# head\n[A]\nx=1\n; note\n\n\n# of B\n[B]\ny=1\n# last\n"),
              "# head\n[A]\nx=1\n\n; note\n\n\n# of B\n[B]\ny=1\n# last\n");
    EXPECT_EQ(read_back(""), "");
    EXPECT_EQ(read_back("# only"), "");  // without a section they are lost
}

// Lines lose white space as Unicode knows it; a value loses it byte by byte, which leaves U+00A0.
TEST(QuadletUnitText, TrimsUnicodeWhiteSpace) {
    EXPECT_EQ(read_back("[A]\r\nx = \u00a0one\u3000\r\n"), "[A]\nx=\u00a0one\n");
}

TEST(QuadletUnitText, ManySectionsAreStillFoundAndRenamed) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += concat("[S", i, "]\nx=", i, "\n");
    Arena arena;
    auto unit = *UnitText::parse(text, arena);
    EXPECT_EQ(unit.find("S70")->last("x"), "70");
    unit.rename("S70", "Other");
    EXPECT_EQ(unit.find("S70"), nullptr);
    EXPECT_EQ(unit.find("Other")->last("x"), "70");
    unit.rename("S3", "S99");
    EXPECT_EQ(unit.sections().size(), 99U);
    EXPECT_EQ(unit.find("S99")->last("x"), "3");
    EXPECT_EQ(unit.find("S98")->last("x"), "98");
    unit.add("New", "x", "new");
    EXPECT_EQ(unit.find("New")->last("x"), "new");
}

TEST(QuadletUnitText, EditsLines) {
    Arena arena;
    auto unit = *UnitText::parse("[A]\nx=1\nx=2\n[B]\ny=1\n", arena);
    unit.set("A", "x", "3");
    unit.prepend("A", "w", "0");
    unit.add("C", "z", "1");
    unit.rename("B", "A");
    std::string out;
    unit.print(out);
    EXPECT_EQ(out, "[A]\nw=0\nx=1\nx=3\ny=1\n\n[C]\nz=1\n");
}

}  // namespace
}  // namespace nagaya::quadlet
