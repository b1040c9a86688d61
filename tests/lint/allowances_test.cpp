#include "lint/allowances.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "lint/check_example.hpp"

namespace nagaya::lint {
namespace {

/// What the allowances of a text cover, as the text itself.
std::vector<std::string> covered(std::string_view text) {
    Sources sources;
    const FileId file = sources.add("x.container", std::string(text));
    std::vector<std::string> out;
    for (const Allowance& one : find_allowances(sources, file))
        out.push_back(concat(one.rule, "|", one.reason, "|", sources.text(one.covers)));
    return out;
}

using Lines = std::vector<std::string>;

TEST(Allowances, in_yaml_are_for_a_key_and_what_is_below_it) {
    EXPECT_EQ(covered("s:\n  # nagaya: allow r: why\n  a:\n    x: 1\n\n    y: 2\n  b:\n    x: 1\n"),
              Lines{"r|why|  a:\n    x: 1\n\n    y: 2"});
    EXPECT_EQ(covered("s:\n  a:\n    # nagaya: allow r: why\n    x: 1\n    y: 2\n"), Lines{"r|why|    x: 1"});
    EXPECT_EQ(covered("a: 1\n# nagaya: allow r: why\nl:\n- x\n- y\nb: 2\n"), Lines{"r|why|l:\n- x\n- y"});
    EXPECT_EQ(covered("a: 1 # nagaya: allow r: why\nb: 2\n"), Lines{"r|why|a: 1 # nagaya: allow r: why"});
}

TEST(Allowances, that_are_misspelt_are_told) {
    const auto found = [](std::string_view comment) {
        Checked checked;
        check_example(concat(site_with("\"web\"", ""), "\n", container("web", concat(comment, "\n"))), checked);
        return checked.of("bad-allowance").size();
    };
    for (const char* bad : {"# nagaya: alow x: y", "# nagaya:allow x: y", "# Nagaya: allow x: y", "; nagaya : allow x",
                            "# nagaya: Allow-file x: y", "# nagaya: allows x"})
        EXPECT_EQ(found(bad), 1U) << bad;
    for (const char* good : {"# nagaya: see the manual", "# made by nagaya", "Label=a=nagaya:allow"})
        EXPECT_EQ(found(good), 0U) << good;
}

TEST(Allowances, of_a_comment_are_for_the_next_line) {
    EXPECT_EQ(covered("[A]\nx=1\n# nagaya: allow r: why\n# more\n\ny=2\nz=3\n"), Lines{"r|why|y=2"});
    EXPECT_EQ(covered("[A]\nx=1\n; nagaya: allow r: why\ny=2 \\\n  3\nz=3\n"), Lines{"r|why|y=2 \\\n  3"});
    EXPECT_EQ(covered("a = 1\n# nagaya: allow r: why\nb = [\n  1,\n]\nc = 2\n"), Lines{"r|why|b = [\n  1,\n]"});
}

TEST(Allowances, above_a_section_are_for_all_of_it) {
    EXPECT_EQ(covered("[A]\nx=1\n# nagaya: allow r: why\n[B]\ny=2\nz=3\n[C]\n"), Lines{"r|why|[B]\ny=2\nz=3"});
    EXPECT_EQ(covered("# nagaya: allow r: why\n[A]\nx=1\n"), Lines{"r|why|# nagaya: allow r: why\n[A]\nx=1\n"});
}

TEST(Allowances, behind_a_value_are_for_its_line) {
    EXPECT_EQ(covered("a = 1\nb = 2 # nagaya: allow r: why\nc = 3\n"), Lines{"r|why|b = 2 # nagaya: allow r: why"});
    EXPECT_EQ(covered("b=2 ; nagaya: allow r: why\n"), Lines{});
    EXPECT_EQ(covered("say nagaya: allow r: why\n"), Lines{});
}

TEST(Allowances, name_several_rules_or_the_whole_file) {
    EXPECT_EQ(covered("a=1\n# nagaya: allow-file r, s: why: not\nb=1"),
              (Lines{"r|why: not|a=1\n# nagaya: allow-file r, s: why: not\nb=1",
                     "s|why: not|a=1\n# nagaya: allow-file r, s: why: not\nb=1"}));
    EXPECT_EQ(covered("# nagaya: allowed r: why\n"), Lines{});
    EXPECT_EQ(covered("# nagaya: allow\nx=1"), Lines{"||# nagaya: allow\nx=1"});
}

TEST(Allowances, PatternsFit) {
    EXPECT_TRUE(fits("services/*/x.container", "services/a/b/x.container"));
    EXPECT_TRUE(fits("*", ""));
    EXPECT_TRUE(fits("a*b*c", "a-b-b-c"));
    EXPECT_FALSE(fits("a*b*c", "a-b-b-"));
    EXPECT_FALSE(fits("a", "ab"));
}

std::string allowed_by(std::string_view allow, std::string_view line = "PodmanArgs=--privileged\n") {
    Checked checked;
    check_example(concat("== nagaya.toml\n[site]\nname = \"home\"\n", allow,
                         "\n== hosts/mouse.toml\nservices = [\"web\"]\n\n", container("web", line)),
                  checked);
    std::string codes;
    for (const auto& code : checked.codes()) codes += code + " ";
    return codes;
}

TEST(Allowances, OfTheSite) {
    EXPECT_EQ(allowed_by(""), "privileged-container ");
    EXPECT_EQ(allowed_by("[[allow]]\nrule = \"privileged-container\"\nreason = \"x\"\n"), "");
    EXPECT_EQ(allowed_by("[[allow]]\nrule = \"privileged-container\"\npath = \"services/web/*\"\nreason = \"x\"\n"),
              "");
    EXPECT_EQ(allowed_by("[[allow]]\nrule = \"privileged-container\"\npath = \"services/db/*\"\nreason = \"x\"\n"),
              "unused-allowance privileged-container ");
    EXPECT_EQ(allowed_by("[[allow]]\nrule = \"privileged-container\"\nreason = \" \"\n"), "bad-allowance ");
    // What the reader says is not said again.
    EXPECT_EQ(allowed_by("[[allow]]\nrule = \"privileged-container\"\n"), "missing-key ");
    EXPECT_EQ(allowed_by("[[allow]]\nrule = \"privileged-container\"\nreason = 1\n"), "wrong-type ");
}

TEST(Allowances, ErrorsStay) {
    EXPECT_EQ(allowed_by("", "# nagaya: allow unknown-quadlet-key: it is fine\nNoSuchKey=1\n"),
              "bad-allowance unknown-quadlet-key ");
}

}  // namespace
}  // namespace nagaya::lint
