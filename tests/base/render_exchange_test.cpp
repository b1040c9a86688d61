#include <gtest/gtest.h>

#include "base/diagnostic.hpp"
#include "base/findings.hpp"
#include "base/json.hpp"

namespace nagaya {
namespace {

Json sarif_of(const Sources& sources, const Report& report, const ExchangeOptions& options) {
    const RuleText rule{.code = "port-clash", .summary = "s", .why = "w", .severity = Severity::error};
    return parse_json(render_sarif(sources, report, {&rule, 1}, options)).value();
}

TEST(RenderSarif, places_are_code_points_and_paths_are_uris) {
    Sources sources;
    const auto [file, spans] = findings::add_marked(sources, "a b/ü.toml", "é = «80»\nb = «81»\n");
    Report report;
    report.add({.code = "port-clash",
                .message = "m",
                .at = spans[1],
                .labels = {{.at = spans[0], .message = "first"}},
                .help = "h",
                .fixes = {{.at = spans[1], .replacement = "82"}}});
    const Json log = sarif_of(sources, report, {.directory = "home/"});
    EXPECT_EQ(log["version"].text(), "2.1.0");
    const Json& run = log["runs"].array()[0];
    EXPECT_EQ(run["columnKind"].text(), "unicodeCodePoints");
    const Json& result = run["results"].array()[0];
    EXPECT_EQ(result["ruleId"].text(), "port-clash");
    EXPECT_EQ(result["ruleIndex"].number(9), 0);
    EXPECT_EQ(print_json(result["locations"], JsonStyle::compact),
              R"([{"physicalLocation":{"artifactLocation":{"uri":"home/a%20b/%C3%BC.toml"},)"
              R"("region":{"startLine":2,"startColumn":5,"endLine":2,"endColumn":7}}}])");
    EXPECT_EQ(result["relatedLocations"].array().size(), 1u);
    const Json& fix = result["fixes"].array()[0];
    EXPECT_EQ(fix["artifactChanges"].array()[0]["replacements"].array()[0]["insertedContent"]["text"].text(), "82");
}

TEST(RenderSarif, a_finding_about_no_file_has_no_place) {
    Report report;
    report.add({.code = "x", .severity = Severity::note, .message = "m", .at = {}});
    const Json log = sarif_of({}, report, {});
    const Json& result = log["runs"].array()[0]["results"].array()[0];
    EXPECT_EQ(result["message"]["text"].text(), "m");
    EXPECT_TRUE(result["locations"] == Json(JsonArray()));
    EXPECT_TRUE(sarif_of({}, report, {.least = Severity::warning})["runs"].array()[0]["results"].array().empty());
}

std::vector<std::string> fingerprints_of(std::string_view text, bool conceal = false) {
    Sources sources;
    const auto [file, spans] = findings::add_marked(sources, "a.toml", text);
    Report report;
    for (const Span& at : spans) report.add({.code = "x", .message = "m", .at = at, .conceal = conceal});
    const Json log = sarif_of(sources, report, {});
    std::vector<std::string> all;
    for (const Json& one : log["runs"].array()[0]["results"].array())
        all.emplace_back(one["partialFingerprints"]["nagaya/v1"].text());
    return all;
}

TEST(RenderSarif, fingerprints_stay_when_lines_move) {
    const auto before = fingerprints_of("a = «1»\nb = «2»\na = «1»\n");
    EXPECT_EQ(fingerprints_of("\n# new\n   a = «1»\nb = «2»\n\na = «1»\n"), before);
    ASSERT_EQ(before.size(), 3u);
    EXPECT_NE(before[0], before[1]);
    EXPECT_NE(before[0], before[2]) << "the same line twice";
    EXPECT_NE(fingerprints_of("a = «3»\n")[0], before[0]);
    EXPECT_EQ(fingerprints_of("a = «one»\n", true), fingerprints_of("a = «other»\n", true)) << "nothing of a secret";
}

TEST(RenderGithub, escapes_what_is_not_data) {
    Sources sources;
    const auto [file, spans] = findings::add_marked(sources, "a,b:c.toml", "x = «1»\n");
    Report report;
    report.add(
        {.code = "x-y", .severity = Severity::warning, .message = "100% sure", .at = spans[0], .help = "do\nit\x1b"});
    EXPECT_EQ(render_github(sources, report, {.directory = "d/"}),
              "::warning file=d/a%2Cb%3Ac.toml,line=1,col=5,endLine=1,endColumn=6,title=x-y::100%25 sure%0Ahelp: "
              "do%0Ait\\x1b\n");
}

TEST(RenderTextExchange, masks_secrets_and_links_rules) {
    Sources sources;
    const auto [file, spans] = findings::add_marked(sources, "a", "x = «hunter2» y\n");
    Report report;
    report.add({.code = "x-y", .severity = Severity::warning, .message = "m", .at = spans[0], .conceal = true});
    report.add({.code = "z", .severity = Severity::note, .message = "small", .at = spans[0]});
    const std::string text = render_text(sources, report, {.rule_pages = "file:///p"});
    EXPECT_TRUE(text.contains("1 | x = ******* y\n")) << text;
    EXPECT_FALSE(text.contains("small")) << text;
    EXPECT_TRUE(text.contains("[\x1b]8;;file:///p#x-y\x1b\\x-y\x1b]8;;\x1b\\]")) << text;
    EXPECT_TRUE(render_text(sources, report, {.least = Severity::note}).contains("1 warning, 1 note")) << text;
}

TEST(Report, keeps_some_of_each_severity) {
    Report report(2);
    for (const Severity severity : {Severity::note, Severity::error})
        for (uint32_t i = 0; i < 5; ++i)
            report.add({.code = "x", .severity = severity, .message = "m", .at = {.begin = i}});
    EXPECT_EQ(report.kept().size(), 4u);
    EXPECT_EQ(report.dropped(), 6u);
    EXPECT_EQ(report.errors(), 5u);
    report.remove_if([](const Diagnostic& finding) { return finding.severity == Severity::error; });
    EXPECT_EQ(report.kept().size(), 2u);
    report.refuse([](const Diagnostic&) { return true; });
    report.add({.code = "y", .message = "m", .at = {}});
    EXPECT_EQ(report.kept().size(), 2u);
}

}  // namespace
}  // namespace nagaya
