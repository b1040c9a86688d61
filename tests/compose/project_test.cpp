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

TEST(Project, FollowsLongChainsInLinearTime) {
    std::string services = "services:\n  s0: {image: x}\n";
    for (int i = 1; i < 5'000; ++i)
        services += "  s" + std::to_string(i) + ": {extends: s" + std::to_string(i - 1) + "}\n";
    EXPECT_EQ(load({{"/p/compose.yaml", services}}).findings, "");
}

TEST(Project, TellsAnUnusableChainOnce) {
    std::string services = "services:\n";
    for (int i = 0; i < 200; ++i)
        services += "  s" + std::to_string(i) + ": {image: x, extends: s" + std::to_string((i + 1) % 200) + "}\n";
    const auto circle = load({{"/p/compose.yaml", services}}).findings;
    EXPECT_NE(circle.find("`s0` extends itself"), std::string::npos) << circle;
    EXPECT_NE(circle.find("1 error"), std::string::npos) << circle;
}

TEST(Project, ResetsWhateverTheOrder) {
    // The reference asks services in no order, and gives `c` now `command: [run]`, now none.
    const auto made = load({{"/p/compose.yaml",
                             "services:\n  c: {extends: a}\n  base: {image: x, command: [run]}\n"
                             "  a: {extends: base, command: !reset null}\n  b: {extends: a}\n"}});
    EXPECT_EQ(made.findings, "");
    EXPECT_EQ(made.text.find("- run"), made.text.rfind("- run")) << made.text;
    EXPECT_LT(made.text.find("  base:"), made.text.find("- run")) << made.text;
}

TEST(Project, IncludesInALongChain) {
    const auto chain = [](int length) {
        std::map<std::string, std::string, std::less<>> files;
        const auto name = [](int i) { return i == 0 ? "compose.yaml" : "i" + std::to_string(i) + ".yaml"; };
        for (int i = 0; i < length; ++i) files["/p/" + name(i)] = "include: [" + name(i + 1) + "]\n";
        files["/p/" + name(length)] = "services: {a: {image: x}}\n";
        return load(files).findings;
    };
    EXPECT_EQ(chain(100), "");
    EXPECT_NE(chain(300).find("more than 200 files include each other"), std::string::npos) << chain(300);
}

TEST(Project, BoundsWhatVariablesGrowTo) {
    std::string env = "A0=xxxxxxxxxxxxxxxx\n";
    for (int i = 1; i < 30; ++i) {
        const std::string before = "$A" + std::to_string(i - 1);
        env += "A" + std::to_string(i) + "=" + before + before + "\n";
    }
    const std::string with = "services: {a: {image: x, env_file: e}}\n";
    const auto deep = load({{"/p/compose.yaml", with}, {"/p/e", env}}).findings;
    EXPECT_NE(deep.find("line 22 of `/p/e`: more than 4 MiB come of the variables"), std::string::npos) << deep;
    env.resize(env.find("A17="));
    for (int i = 0; i < 100; ++i) env += "B" + std::to_string(i) + "=$A16\n";
    const auto wide = load({{"/p/compose.yaml", with}, {"/p/e", env}}).findings;
    EXPECT_NE(wide.find("too large once variables are replaced"), std::string::npos) << wide;
}

TEST(Project, KeepsSecretsOfTheEnvironmentOut) {
    Sources sources;
    for (const bool interpolate : {true, false})
        for (const Form form : {Form::yaml, Form::json}) {
            MemoryFiles files(sources, {{"/p/compose.yaml",
                                         "services: {a: {image: x, secrets: [s], configs: [c]}}\n"
                                         "secrets: {s: {environment: CERT}}\nconfigs: {c: {environment: CERT}}\n"}});
            Report report;
            Project project;
            const ProjectOptions options{.files = {"/p/compose.yaml"},
                                         .directory = "/p",
                                         .environment = {{"CERT", "hush"}},
                                         .form = form,
                                         .interpolate = interpolate};
            load_project(options, sources, files, report, project);
            const std::string text = print_project(project, options);
            EXPECT_NE(text.find("CERT"), std::string::npos) << text;
            EXPECT_EQ(text.find("hush"), std::string::npos) << text;
        }
}

TEST(Project, ReadsUtf16) {
    std::string little = "\xff\xfe";
    std::string big = "\xfe\xff";
    for (const auto unit : std::u16string(u"services: {a: {image: x, labels: {k: \u00e4, e: \U0001F600}}}\n")) {
        const auto low = static_cast<char>(unit & 0xff);
        const auto high = static_cast<char>(unit >> 8);
        little += {low, high};
        big += {high, low};
    }
    for (const auto& file : {little, big}) {
        const auto made = load({{"/p/compose.yaml", file}});
        EXPECT_EQ(made.findings, "");
        EXPECT_NE(made.text.find("\xc3\xa4"), std::string::npos) << made.text;
        EXPECT_NE(made.text.find("\xf0\x9f\x98\x80"), std::string::npos) << made.text;
    }
}

TEST(Project, WarnsOfWhatIsTakenAsSomethingElse) {
    const auto made = load(
        {{"/p/compose.yaml", "services: {a: {image: x, env_file: e, privileged: \"yes\", init: off, tty: \"true\"}}\n"},
         {"/p/e", "A=1\nB=pa$word\nC='$fine'\n"},
         {"/p/.env", "D=$nothing\n"}});
    for (const auto part : {"line 2 of `/p/e`: the variable `word` is not set", "`yes` is a text in YAML 1.2",
                            "`off` is a text in YAML 1.2: it is taken for false",
                            "line 1: the variable `nothing` is not set", "4 warnings"})
        EXPECT_NE(made.findings.find(part), std::string::npos) << part << "\n" << made.findings;
}

TEST(Project, PrintsWhatEveryReaderTakesAsText) {
    const auto made = load({{"/p/compose.yaml", "x-a: \"a\\u0085\\u2028\\ufeffb\"\nservices: {a: {image: x}}\n"}});
    EXPECT_NE(made.text.find("x-a: \"a\\u0085\\u2028\\ufeffb\""), std::string::npos) << made.text;
}

}  // namespace
}  // namespace nagaya::compose
