#include <gtest/gtest.h>

#include "base/diagnostic.hpp"

namespace nagaya {
namespace {

Diagnostic at(FileId file, uint32_t offset, std::string_view code = "rule") {
    return {.code = code, .message = "m", .at = {.file = file, .begin = offset, .end = offset + 1}};
}

std::vector<std::string> codes(const std::vector<Diagnostic>& findings) {
    std::vector<std::string> out;
    for (const Diagnostic& finding : findings) out.emplace_back(finding.code);
    return out;
}

TEST(Report, counts_by_severity) {
    Report report;
    EXPECT_FALSE(report.has_errors());
    report.add({.code = "w", .severity = Severity::warning, .message = "m", .at = {}});
    report.add({.code = "n", .severity = Severity::note, .message = "m", .at = {}});
    EXPECT_FALSE(report.has_errors());
    report.add({.code = "e", .message = "m", .at = {}});
    EXPECT_TRUE(report.has_errors());
    EXPECT_EQ(report.errors(), 1u);
    EXPECT_EQ(report.warnings(), 1u);
}

TEST(Report, sorts_by_path_then_offset_then_code) {
    Sources sources;
    const FileId b = sources.add("b", "0123456789");
    const FileId a = sources.add("a", "0123456789");
    Report report;
    report.add(at(b, 1, "4"));
    report.add(at(a, 5, "3"));
    report.add(at(a, 2, "2"));
    report.add(at(a, 2, "1"));
    EXPECT_EQ(codes(report.sorted(sources)), (std::vector<std::string>{"1", "2", "3", "4"}));
}

TEST(Report, merges_exact_repeats_only) {
    Sources sources;
    const FileId file = sources.add("a", "0123456789");
    Report report;
    report.add(at(file, 1));
    report.add(at(file, 1));
    EXPECT_EQ(report.errors(), 1u);
    Diagnostic labelled = at(file, 1);
    labelled.labels.push_back({.at = {}, .message = "here"});
    report.add(labelled);
    Diagnostic fixable = at(file, 1);
    fixable.fixes.push_back({.at = {}, .replacement = "x"});
    report.add(fixable);
    EXPECT_EQ(report.errors(), 3u);
    EXPECT_EQ(report.sorted(sources).size(), 3u);
}

TEST(Report, counts_past_its_limit_without_keeping) {
    Sources sources;
    const FileId file = sources.add("a", std::string(5000, 'x'));
    Report report;
    for (uint32_t i = 0; i < Report::limit + 10; ++i) report.add(at(file, i));
    EXPECT_EQ(report.errors(), Report::limit + 10);
    EXPECT_EQ(report.dropped(), 10u);
    EXPECT_EQ(report.sorted(sources).size(), Report::limit);
}

TEST(Report, keeps_the_count_of_what_was_dropped_when_the_rest_is_rewritten) {
    Report report(3);
    for (uint32_t i = 0; i < 5; ++i) report.add(at(FileId{0}, i));
    report.rewrite([](Diagnostic& finding) {
        finding.message = "other words";
        return finding.at.begin != 1;
    });
    EXPECT_EQ(report.errors(), 4u);
    EXPECT_EQ(report.dropped(), 2u);
    ASSERT_EQ(report.kept().size(), 2u);
    EXPECT_EQ(report.kept()[1].message, "other words");
}

TEST(Report, counts_what_is_rewritten_under_its_new_severity) {
    Report report(2);
    report.add({.code = "n", .severity = Severity::note, .message = "m", .at = {}});
    report.add(at(FileId{0}, 1, "a"));
    report.add(at(FileId{0}, 1, "b"));
    report.rewrite([](Diagnostic& finding) {
        if (finding.severity == Severity::error) finding.code = "same";
        finding.severity = Severity::note;
        return true;
    });
    EXPECT_EQ(report.errors(), 0u);
    EXPECT_EQ(report.notes(), 2u);  // two became one
    EXPECT_EQ(report.dropped(), 0u);
}

TEST(Report, keeps_the_first_when_it_is_to_keep_less) {
    Report report;
    for (uint32_t i = 0; i < 5; ++i) report.add(at(FileId{0}, i));
    report.keep_at_most(2);
    EXPECT_EQ(report.errors(), 5u);
    EXPECT_EQ(report.dropped(), 3u);
    ASSERT_EQ(report.kept().size(), 2u);
    EXPECT_EQ(report.kept()[1].at.begin, 1u);
}

TEST(Severity, names) {
    EXPECT_EQ(name(Severity::error), "error");
    EXPECT_EQ(name(Severity::warning), "warning");
    EXPECT_EQ(name(Severity::note), "note");
}

}  // namespace
}  // namespace nagaya
