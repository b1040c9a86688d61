// Builds of a Compose project as images of a site: arguments and target go into the Containerfile.
#include "compose/site_build.hpp"

#include <gtest/gtest.h>

#include "memory_files.hpp"

namespace nagaya::compose {
namespace {

std::string with(std::string_view text, std::vector<std::pair<std::string, std::string>> args,
                 std::string target = "") {
    Report report;
    return with_build_options(text,
                              {.service = "a",
                               .context = "/p",
                               .dockerfile = "/p/Dockerfile",
                               .inline_text = "",
                               .args = std::move(args),
                               .target = std::move(target),
                               .at = {}},
                              report);
}

TEST(WithBuildOptions, GivesArgumentsTheirValues) {
    EXPECT_EQ(with("FROM x\nARG A\nARG B=1 A=2\n", {{"A", "a \"b\" $c\\"}}),
              "FROM x\nARG A=\"a \\\"b\\\" \\$c\\\\\"\nARG B=1 A=\"a \\\"b\\\" \\$c\\\\\"\n");
    EXPECT_EQ(with("FROM x\nARG A=x\\ y B='p q' C=\"r\\\" s\"\n", {{"B", "1"}}),
              "FROM x\nARG A=x\\ y B=\"1\" C=\"r\\\" s\"\n");
    EXPECT_EQ(with("FROM x\nARG C=\"r\\\" B=2\"\n", {{"B", "1"}}), "FROM x\nARG C=\"r\\\" B=2\"\n");
    EXPECT_EQ(with("FROM x\nARG AB\n", {{"A", "1"}}), "FROM x\nARG AB\n");
}

TEST(WithBuildOptions, KeepsLinesWhereTheyAre) {
    EXPECT_EQ(with("FROM x\nARG A=\"0 0\" \\\n  B \\\r\nC\nRUN a\n", {{"B", "1"}}),
              "FROM x\nARG A=\"0 0\" B=\"1\" C\n\n\nRUN a\n");
}

TEST(WithBuildOptions, MakesTheTargetTheLastStage) {
    EXPECT_EQ(with("FROM x AS a\nFROM y", {}, "a"),
              "FROM x AS a\nFROM y\n\n# The target of the Compose file.\nFROM a\n");
    EXPECT_EQ(with("FROM x\n", {}), "FROM x\n");
}

TEST(FindSiteBuilds, TakesWhatAContainerfileCanSay) {
    Sources sources;
    MemoryFiles files(sources,
                      {{"/p/compose.yaml",
                        "services:\n  a: {build: .}\n  b: {build: {context: x, dockerfile: ../D}}\n"
                        "  c: {build: {context: x, args: {A: \"1\\n2\"}}}\n  d: {build: {context: x, no_cache: true}}\n"
                        "  e: {build: {context: x, dockerfile_inline: FROM y, args: {N: 1}, target: t}}\n"
                        "  f: {build: \"https://example.org/x.git\"}\n  g: {image: i}\n"
                        "  h: {build: {context: x, network: host}}\n"}});
    Report report;
    Project project;
    ProjectOptions options;
    options.files = {"/p/compose.yaml"};
    options.directory = "/p";
    load_project(options, sources, files, report, project);
    ASSERT_TRUE(project.good) << render_text(sources, report, {});
    const auto builds = find_site_builds(project);
    ASSERT_EQ(builds.size(), 4U);
    EXPECT_EQ(builds[0].service, "a");
    EXPECT_EQ(builds[0].dockerfile, "/p/Dockerfile");
    EXPECT_EQ(builds[1].dockerfile, "/p/D");
    EXPECT_EQ(builds[2].service, "d");
    EXPECT_EQ(builds[3].inline_text, "FROM y");
    EXPECT_EQ(builds[3].args, (std::vector<std::pair<std::string, std::string>>{{"N", "1"}}));
    EXPECT_FALSE(builds[0].same_image(builds[1]));
}

TEST(NameImages, SharesThoseOfEqualBuilds) {
    const auto one = [](std::string service, std::string context) {
        return SiteBuild{.service = std::move(service),
                         .context = std::move(context),
                         .dockerfile = "",
                         .inline_text = "",
                         .target = "",
                         .at = {}};
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(name_images({}, "shop", true), Names{});
    EXPECT_EQ(name_images({one("a", "/x"), one("b", "/x")}, "shop", true), (Names{"shop", "shop"}));
    EXPECT_EQ(name_images({one("a", "/x"), one("b", "/x")}, "shop", false), (Names{"shop-a", "shop-a"}));
    EXPECT_EQ(name_images({one("a.b", "/x"), one("A_b", "/y"), one("c", "/x")}, "shop", true),
              (Names{"shop-a-b", "shop-a-b-2", "shop-a-b"}));
    const std::string name(40, 'n');
    EXPECT_EQ(name_images({one(name + "1", "/x"), one(name + "2", "/y")}, "shop", true),
              (Names{"shop-" + name.substr(0, 26), "shop-" + name.substr(0, 24) + "-2"}));
}

}  // namespace
}  // namespace nagaya::compose
