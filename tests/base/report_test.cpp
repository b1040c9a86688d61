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

TEST(Severity, names) {
    EXPECT_EQ(name(Severity::error), "error");
    EXPECT_EQ(name(Severity::warning), "warning");
    EXPECT_EQ(name(Severity::note), "note");
}

}  // namespace
}  // namespace nagaya
