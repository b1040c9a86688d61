// Every rule shows a site that has the finding, and the same site without it.
#include <gtest/gtest.h>

#include <set>

#include "base/fixes.hpp"
#include "base/text.hpp"
#include "lint/check_example.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

class Examples : public testing::TestWithParam<Rule> {};

TEST_P(Examples, BadSiteHasTheFinding) {
    const auto& info = GetParam().info;
    Checked checked;
    check_example(info.bad, checked);
    EXPECT_FALSE(checked.of(info.code).empty()) << checked.text;
}

TEST_P(Examples, GoodSiteHasNeitherThisFindingNorAnErrorOrWarning) {
    Checked checked;
    check_example(GetParam().info.good, checked);
    EXPECT_TRUE(checked.findings.empty()) << checked.text;
    EXPECT_TRUE(checked.of(GetParam().info.code).empty());
}

enum class Lines { as_shown, crlf, no_last_break };

void write_lines(Example& files, Lines lines) {
    for (auto& [path, file] : files.tree) {
        if (lines == Lines::no_last_break && file.bytes.ends_with('\n')) file.bytes.pop_back();
        if (lines != Lines::crlf) continue;
        std::string text;
        for (const char c : file.bytes) text += c == '\n' ? "\r\n" : std::string(1, c);
        file.bytes = text;
    }
}

/// The lines of `before` on which no fix stands are all in `after`, in their order.
void expect_other_lines(const Checked& checked, std::span<const Diagnostic> cured, FileId id, std::string_view after) {
    const std::string_view before = checked.sources.text(id);
    std::set<size_t> touched;
    for (const Diagnostic& finding : cured)
        for (const Fix& fix : finding.fixes)
            if (fix.at.file == id)
                for (size_t line = static_cast<size_t>(std::ranges::count(before.substr(0, fix.at.begin), '\n')),
                            last = static_cast<size_t>(std::ranges::count(before.substr(0, fix.at.end), '\n'));
                     line <= last; ++line)
                    touched.insert(line);
    const auto old_lines = split(before, '\n');
    const auto new_lines = split(after, '\n');
    size_t next = 0;
    for (size_t i = 0; i < old_lines.size(); ++i) {
        if (touched.contains(i)) continue;
        while (next < new_lines.size() && new_lines[next] != old_lines[i]) ++next;
        EXPECT_LT(next, new_lines.size()) << "line " << i + 1 << " is gone: " << old_lines[i];
        ++next;
    }
    EXPECT_EQ(before.ends_with('\n'), after.ends_with('\n'));
    if (!before.contains("\r\n")) return;
    for (size_t at = after.find('\n'); at != std::string_view::npos; at = after.find('\n', at + 1)) {
        EXPECT_TRUE(at > 0 && after[at - 1] == '\r') << after;
    }
}

TEST_P(Examples, FixesCureTheBadSiteAndTouchNoOtherLine) {
    const std::string_view code = GetParam().info.code;
    for (const Lines lines : {Lines::as_shown, Lines::crlf, Lines::no_last_break}) {
        Example files = parse_example(GetParam().info.bad);
        write_lines(files, lines);
        Checked before;
        check_files(files, before);
        const std::vector<Diagnostic> found = before.of(code);
        const Fixes fixes = apply_fixes(before.sources, found, FixScope::all);
        if (fixes.cured == 0) continue;
        for (const FixedFile& fixed : fixes.files) {
            expect_other_lines(before, found, fixed.file, fixed.text);
            const auto file = files.tree.find(std::string(before.sources.path(fixed.file)));
            if (file != files.tree.end()) file->second.bytes = fixed.text;
        }
        Checked after;
        check_files(files, after);
        EXPECT_EQ(after.of(code).size(), found.size() - fixes.cured) << after.text;
        const auto errors = [](const Checked& checked) {
            return std::ranges::count(checked.all, Severity::error, &Diagnostic::severity);
        };
        EXPECT_LE(errors(after), errors(before)) << after.text;
    }
}

std::string test_name(const testing::TestParamInfo<Rule>& parameter) {
    std::string name(parameter.param.info.code);
    for (char& c : name)
        if (c == '-') c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Rules, Examples, testing::ValuesIn(rules().begin(), rules().end()), test_name);

}  // namespace
}  // namespace nagaya::lint
