#include <gtest/gtest.h>

#include "base/diagnostic.hpp"
#include "base/findings.hpp"
#include "base/json.hpp"

namespace nagaya {
namespace {

TEST(RenderJson, empty_report) {
    EXPECT_EQ(render_json({}, Report{}),
              "{\n  \"version\": 1,\n  \"errors\": 0,\n  \"warnings\": 0,\n  \"notes\": 0,\n  \"dropped\": 0,\n  "
              "\"diagnostics\": []\n}\n");
}

TEST(RenderJson, tells_everything_about_a_finding) {
    Sources sources;
    const auto [file, spans] = findings::add_marked(sources, "a.toml", "é = «80»\nb = «81»\n");
    Report report;
    report.add({.code = "port-clash",
                .severity = Severity::warning,
                .message = "m",
                .at = spans[1],
                .labels = {{.at = spans[0], .message = "first"}},
                .help = "h",
                .fixes = {{.at = spans[1], .replacement = "82"}}});
    const Json json = parse_json(render_json(sources, report)).value();
    EXPECT_EQ(json["warnings"].number(), 1);
    const std::string expected =
        R"({"code":"port-clash","severity":"warning","message":"m",)"
        R"("path":"a.toml","line":2,"column":5,"end_line":2,"end_column":7,"help":"h",)"
        R"("labels":[{"message":"first","path":"a.toml","line":1,"column":5,"end_line":1,"end_column":7}],)"
        R"("fixes":[{"replacement":"82","safe":false,"path":"a.toml","line":2,"column":5,"end_line":2,"end_column":7}]})";
    ASSERT_EQ(json["diagnostics"].array().size(), 1u);
    EXPECT_EQ(print_json(json["diagnostics"].array()[0], JsonStyle::compact), expected);
}

TEST(RenderJson, a_finding_about_no_file_has_no_place) {
    Report report;
    report.add({.code = "x", .message = "m", .at = {}});
    const Json json = parse_json(render_json({}, report)).value();
    EXPECT_EQ(print_json(json["diagnostics"].array()[0], JsonStyle::compact),
              R"({"code":"x","severity":"error","message":"m","help":"","labels":[],"fixes":[]})");
}

}  // namespace
}  // namespace nagaya
