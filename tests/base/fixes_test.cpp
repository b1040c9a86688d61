#include "base/fixes.hpp"

#include <gtest/gtest.h>

#include "base/findings.hpp"

namespace nagaya {
namespace {

/// What the file becomes when each finding has the fixes given, "«»" marking their places in order.
struct Outcome {
    std::string text;
    size_t cured;
    size_t left;
};

Outcome fixed(std::string_view marked, const std::vector<std::vector<std::pair<size_t, std::string>>>& findings,
              bool safe = true, FixScope scope = FixScope::safe) {
    Sources sources;
    const auto [file, spans] = findings::add_marked(sources, "a", marked);
    std::vector<Diagnostic> diagnostics;
    for (const auto& fixes : findings) {
        Diagnostic& one = diagnostics.emplace_back(Diagnostic{.code = "x", .message = "m", .at = spans[0]});
        for (const auto& [place, text] : fixes)
            one.fixes.push_back({.at = spans[place], .replacement = text, .safe = safe});
    }
    const Fixes done = apply_fixes(sources, diagnostics, scope);
    return {.text = done.files.empty() ? std::string(sources.text(file)) : done.files[0].text,
            .cured = done.cured,
            .left = done.left};
}

TEST(Fixes, are_written_in_their_places_whatever_their_order) {
    const Outcome done = fixed("a «b» c «d» e", {{{1, "D"}}, {{0, "long"}}});
    EXPECT_EQ(done.text, "a long c D e");
    EXPECT_EQ(done.cured, 2u);
}

TEST(Fixes, that_overlap_wait_for_the_next_round) {
    Sources sources;
    const FileId file = sources.add("a", "a b c d e");
    std::vector<Diagnostic> findings(2);
    findings[0].fixes = {{.at = {.file = file, .begin = 2, .end = 7}, .replacement = "X", .safe = true}};
    findings[1].fixes = {{.at = {.file = file, .begin = 4, .end = 5}, .replacement = "Y", .safe = true}};
    const Fixes done = apply_fixes(sources, findings, FixScope::safe);
    EXPECT_EQ(done.files.at(0).text, "a X e");
    EXPECT_EQ(done.cured, 1u);
    EXPECT_EQ(done.left, 1u);
}

TEST(Fixes, at_one_point_are_not_put_in_a_row_by_chance) {
    EXPECT_EQ(fixed("a«» b", {{{0, "1"}}, {{0, "2"}}}).text, "a1 b");
    // An insertion at the edge of a replacement.
    EXPECT_EQ(fixed("«a»«» b", {{{0, "x"}}, {{1, "y"}}}).text, "x b");
    EXPECT_EQ(fixed("«»«a» b", {{{0, "x"}}, {{1, "y"}}}).left, 1u);
    // Replacements that only touch are two.
    EXPECT_EQ(fixed("«a»«b»", {{{0, "x"}}, {{1, "y"}}}).text, "xy");
}

TEST(Fixes, that_are_the_same_are_written_once) {
    const Outcome done = fixed("a «b»", {{{0, "x"}}, {{0, "x"}}});
    EXPECT_EQ(done.text, "a x");
    EXPECT_EQ(done.cured, 2u);
}

TEST(Fixes, of_a_finding_are_taken_whole_or_not_at_all) {
    const Outcome done = fixed("«a» «b» «c»", {{{1, "B"}}, {{0, "x"}, {1, "y"}}, {{0, "A"}, {2, "C"}}});
    EXPECT_EQ(done.text, "A B C");
    EXPECT_EQ(done.left, 1u);
}

TEST(Fixes, that_are_not_safe_need_to_be_asked_for) {
    EXPECT_EQ(fixed("«a»", {{{0, "b"}}}, false).text, "a");
    EXPECT_EQ(fixed("«a»", {{{0, "b"}}}, false, FixScope::all).text, "b");
}

TEST(Fixes, outside_of_their_file_are_left_out) {
    Sources sources;
    const FileId file = sources.add("a", "text");
    std::vector<Diagnostic> findings(1);
    findings[0].fixes = {{.at = {.file = file, .begin = 2, .end = 9}, .replacement = "", .safe = true}};
    EXPECT_TRUE(apply_fixes(sources, findings, FixScope::all).files.empty());
    findings[0].fixes = {{.at = {.file = FileId{7}, .begin = 0, .end = 0}, .replacement = "", .safe = true}};
    EXPECT_TRUE(apply_fixes(sources, findings, FixScope::all).files.empty());
}

}  // namespace
}  // namespace nagaya
