#include "compose/project.hpp"

#include <gtest/gtest.h>

#include "compose/memory_files.hpp"

namespace nagaya::compose {
namespace {

struct Loaded {
    std::string text;
    std::string findings;
};

Loaded load(std::map<std::string, std::string, std::less<>> texts) {
    Sources sources;
    MemoryFiles files(sources, std::move(texts));
    Report report;
    Project project;
    const ProjectOptions options{.files = {"/p/compose.yaml"}, .directory = "/p"};
    load_project(options, sources, files, report, project);
    return {print_project(project, options), render_text(sources, report, {})};
}

TEST(Project, HasANormalForm) {
    const auto made =
        load({{"/p/compose.yaml",
               "services:\n  web:\n    image: \"${I:-nginx}\"\n    command: a 'b c'\n    ports: [\"80:80\"]\n"}});
    EXPECT_EQ(made.findings, "");
    EXPECT_EQ(
        made.text,
        "name: p\nservices:\n  web:\n    command:\n      - a\n      - \"b c\"\n    image: nginx\n    networks:\n      "
        "default: null\n"
        "    ports:\n      - mode: ingress\n        target: 80\n        published: \"80\"\n        protocol: tcp\n"
        "networks:\n  default:\n    name: p_default\n");
}

TEST(Project, ReportsEverythingAtOnce) {
    const auto made = load({{"/p/compose.yaml",
                             "services:\n  a:\n    imagee: x\n    user: 5\n    depends_on: [b]\n    networks: [n]\n"
                             "    stop_grace_period: soon\n    volumes: [\"/a:/b:ro:z\"]\n"}});
    for (const auto part : {"did you mean `image`", "`services.a.user` is an integer", "`b`, which is not a service",
                            "network `n`", "a duration", "too many colons"})
        EXPECT_NE(made.findings.find(part), std::string::npos) << part << "\n" << made.findings;
}

TEST(Project, SurvivesBombs) {
    std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
    for (char name = 'b'; name < 'n'; ++name) {
        const std::string before(1, static_cast<char>(name - 1));
        bomb += std::string(1, name) + ": &" + name + " [";
        for (int i = 0; i < 10; ++i) bomb += (i > 0 ? ", *" : "*") + before;
        bomb += "]\n";
    }
    EXPECT_NE(load({{"/p/compose.yaml", bomb}}).findings.find("too many values"), std::string::npos);
    EXPECT_NE(load({{"/p/compose.yaml", "x-a: &a [*a]\n"}}).findings.find("inside"), std::string::npos);
    EXPECT_NE(load({{"/p/compose.yaml", std::string(5'000, '[')}}).findings, "");
    EXPECT_NE(load({{"/p/compose.yaml", "include: [compose.yaml]\n"}}).findings.find("included by what it includes"),
              std::string::npos);
    EXPECT_NE(
        load({{"/p/compose.yaml", "services: {a: {extends: b}, b: {extends: a}}\n"}}).findings.find("extends itself"),
        std::string::npos);
}

}  // namespace
}  // namespace nagaya::compose
