#include <gtest/gtest.h>

#include "base/diagnostic.hpp"
#include "base/findings.hpp"

namespace nagaya {
namespace {

struct RenderText : testing::Test {
    Sources sources;
    Report report;

    findings::Marked add(std::string_view text, std::string path = "a.toml") {
        return findings::add_marked(sources, std::move(path), text);
    }
    std::string rendered(RenderOptions options = {}) const { return render_text(sources, report, options); }
    // One finding without labels on the marked text.
    std::string marked(std::string_view text) {
        report.add({.code = "rule", .message = "m", .at = add(text).spans[0]});
        return rendered();
    }
};

TEST_F(RenderText, nothing_for_an_empty_report) { EXPECT_EQ(rendered(), ""); }

TEST_F(RenderText, a_finding_with_label_help_and_fix) {
    const auto [file, spans] = add("[[port]]\nlisten = «80»\n[[port]]\n[[port]]\nlisten = «80»\n");
    report.add({.code = "port-clash",
                .message = "port `80` is used twice",
                .at = spans[1],
                .labels = {{.at = spans[0], .message = "first used here"}},
                .help = "give one of them\nanother `listen`",
                .fixes = {{.at = spans[1], .replacement = "81"}}});
    EXPECT_EQ(rendered(),
              "error[port-clash]: port `80` is used twice\n"
              " --> a.toml:5:10\n"
              "  |\n"
              "2 | listen = 80\n"
              "  |          -- first used here\n"
              "...\n"
              "5 | listen = 80\n"
              "  |          ^^\n"
              "  = help: give one of them\n"
              "          another `listen`\n"
              "  = fix: write `81` for `80`\n"
              "\n"
              "1 error\n");
}

TEST_F(RenderText, a_label_in_another_file) {
    const auto other = add("\n\n\n\n\n\n\n\n\n«x» = 1\n", "b.toml");
    const auto here = add("«y» = 1\n");
    report.add({.code = "rule",
                .severity = Severity::warning,
                .message = "m",
                .at = here.spans[0],
                .labels = {{.at = other.spans[0], .message = "there"}}});
    EXPECT_EQ(rendered(),
              "warning[rule]: m\n"
              "  --> a.toml:1:1\n"
              "   |\n"
              " 1 | y = 1\n"
              "   | ^\n"
              "  ::: b.toml:10:1\n"
              "   |\n"
              "10 | x = 1\n"
              "   | - there\n"
              "\n"
              "1 warning\n");
}

TEST_F(RenderText, tabs_are_expanded_and_columns_count_code_points) {
    EXPECT_EQ(marked("\té\t= «ab»\n"),
              "error[rule]: m\n --> a.toml:1:6\n  |\n1 |     é    = ab\n  |            ^^\n\n1 error\n");
}

TEST_F(RenderText, wide_letters_take_two_columns_and_marks_none) {
    EXPECT_EQ(marked("漢字e\u0301 = «日本»\n"),
              "error[rule]: m\n --> a.toml:1:8\n  |\n1 | 漢字e\u0301 = 日本\n  |         ^^^^\n\n1 error\n");
}

TEST_F(RenderText, a_very_long_line_is_shown_around_its_mark) {
    const std::string far(100'000, 'x');
    const std::string out = marked(far + "漢«bad»" + far);
    EXPECT_TRUE(out.contains("漢badxxx")) << out;
    EXPECT_TRUE(out.contains("x...\n")) << out;
    EXPECT_TRUE(out.contains(" | ...x")) << out;
    EXPECT_TRUE(out.contains(" ^^^\n")) << out;
    EXPECT_LT(out.size(), 600u);
}

TEST_F(RenderText, control_characters_are_made_visible) {
    EXPECT_EQ(marked("\x1b[2J«x\x07»\n"),
              "error[rule]: m\n --> a.toml:1:5\n  |\n1 | \\x1b[2Jx\\x07\n  |        ^^^^^\n\n1 error\n");
    Report named;
    named.add({.code = "rule", .message = "a\x1b[0m\nb", .at = {.file = FileId{9}}, .help = "\r"});
    EXPECT_EQ(render_text(sources, named, {}), "error[rule]: a\\x1b[0m\\nb\n  = help: \\r\n\n1 error\n");
}

TEST_F(RenderText, an_empty_span_and_the_end_of_a_line_get_one_caret) {
    EXPECT_EQ(marked("ab«»\n"), "error[rule]: m\n --> a.toml:1:3\n  |\n1 | ab\n  |   ^\n\n1 error\n");
}

TEST_F(RenderText, an_empty_span_marks_what_follows_it) {
    EXPECT_EQ(marked("a«»bc\n"), "error[rule]: m\n --> a.toml:1:2\n  |\n1 | abc\n  |  ^\n\n1 error\n");
}

TEST_F(RenderText, neighbouring_lines_have_no_gap) {
    const auto [file, spans] = add("«a»\n«b»\n");
    report.add({.code = "rule", .message = "m", .at = spans[0], .labels = {{.at = spans[1], .message = "l"}}});
    EXPECT_EQ(rendered(), "error[rule]: m\n --> a.toml:1:1\n  |\n1 | a\n  | ^\n2 | b\n  | - l\n\n1 error\n");
}

TEST_F(RenderText, an_empty_file_has_a_line_too) {
    EXPECT_EQ(marked("«»"), "error[rule]: m\n --> a.toml:1:1\n  |\n1 |\n  | ^\n\n1 error\n");
}

TEST_F(RenderText, a_span_over_lines_is_marked_to_the_end_of_the_first) {
    EXPECT_EQ(marked("a = «[\n1]»\n"), "error[rule]: m\n --> a.toml:1:5\n  |\n1 | a = [\n  |     ^\n\n1 error\n");
}

TEST_F(RenderText, wide_lines_are_cut_around_the_mark) {
    const std::string left(150, 'l');
    const std::string right(150, 'r');
    EXPECT_EQ(marked(left + "«here»" + right), "error[rule]: m\n --> a.toml:1:151\n  |\n1 | ..." +
                                                   std::string(25, 'l') + "here" + std::string(71, 'r') + "...\n  | " +
                                                   std::string(28, ' ') + "^^^^\n\n1 error\n");
}

TEST_F(RenderText, a_mark_at_either_end_of_a_wide_line) {
    EXPECT_EQ(marked("«ab»" + std::string(200, 'r')),
              "error[rule]: m\n --> a.toml:1:1\n  |\n1 | ab" + std::string(98, 'r') + "...\n  | ^^\n\n1 error\n");
    report = Report{};
    EXPECT_EQ(marked(std::string(200, 'l') + "«ab»"), "error[rule]: m\n --> a.toml:1:201\n  |\n1 | ..." +
                                                          std::string(98, 'l') + "ab\n  | " + std::string(101, ' ') +
                                                          "^^\n\n1 error\n");
}

TEST_F(RenderText, a_mark_wider_than_the_window_is_cut_with_it) {
    EXPECT_EQ(marked("«" + std::string(300, 'x') + "»"), "error[rule]: m\n --> a.toml:1:1\n  |\n1 | " +
                                                             std::string(100, 'x') + "...\n  | " +
                                                             std::string(100, '^') + "\n\n1 error\n");
}

TEST_F(RenderText, prints_so_many_and_counts_the_rest) {
    const auto [file, spans] = add("«a»«b»«c»\n");
    for (const Span span : spans) report.add({.code = "rule", .message = "m", .at = span});
    const std::string out = rendered({.shown = 1});
    EXPECT_TRUE(out.ends_with("\n\n... and 2 more findings not shown\n3 errors\n")) << out;
    EXPECT_EQ(out.find("a.toml:1:2"), std::string::npos);
}

TEST_F(RenderText, totals_name_errors_and_warnings) {
    const auto [file, spans] = add("«a»«b»«c»\n");
    report.add({.code = "x", .message = "m", .at = spans[0]});
    report.add({.code = "x", .message = "m", .at = spans[1]});
    report.add({.code = "x", .severity = Severity::warning, .message = "m", .at = spans[2]});
    EXPECT_TRUE(rendered().ends_with("\n2 errors, 1 warning\n"));
}

TEST_F(RenderText, notes_alone_are_no_errors) {
    report.add({.code = "x", .severity = Severity::note, .message = "m", .at = {.file = FileId{9}}});
    EXPECT_EQ(rendered(), "");
    EXPECT_EQ(render_text(sources, report, {.least = Severity::note}), "note[x]: m\n\n1 note\n");
}

TEST_F(RenderText, fixes_that_add_or_remove) {
    const auto [file, spans] = add("«»a«b»\n");
    report.add({.code = "x",
                .message = "m",
                .at = spans[0],
                .fixes = {{.at = spans[0], .replacement = "new"},
                          {.at = spans[1], .replacement = ""},
                          {.at = spans[1], .replacement = "not shown: two\nlines"}}});
    const std::string out = rendered();
    EXPECT_NE(out.find("  = fix: add `new`\n  = fix: remove `b`\n\n"), std::string::npos) << out;
}

TEST_F(RenderText, colour_wraps_but_changes_no_text) {
    const auto [file, spans] = add("a «b»\n");
    report.add({.code = "x", .message = "m", .at = spans[0], .help = "h"});
    const std::string coloured = rendered({.colour = true});
    EXPECT_TRUE(coloured.starts_with("\x1b[1;31merror[x]\x1b[0m\x1b[1m: m\x1b[0m\n")) << coloured;
    std::string plain;
    for (size_t at = 0; at < coloured.size();) {
        if (coloured[at] == '\x1b') {
            at = coloured.find('m', at) + 1;
        } else {
            plain += coloured[at++];
        }
    }
    EXPECT_EQ(plain, rendered());
}

}  // namespace
}  // namespace nagaya
