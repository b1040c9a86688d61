#include <gtest/gtest.h>

#include "base/text.hpp"
#include "lint/check_example.hpp"
#include "lint/rule.hpp"
#include "load/load.hpp"

namespace nagaya::lint {
namespace {

constexpr std::string_view no_install = "== services/web/web.container\n[Container]\nImage=a.b/c\n\n";

std::string messages(std::string_view rest, std::string_view services = "\"web\"") {
    Checked checked;
    check_example(site_with(services, rest), checked);
    std::string all;
    for (const auto& finding : checked.findings) all += concat(finding.code, ": ", finding.message, "\n");
    return all;
}

TEST(StartContradiction, AContainerWithoutInstallIsGoneAfterAReboot) {
    EXPECT_EQ(messages(no_install), "start-contradiction: `web.container` is started now, and not after a reboot\n");
}

TEST(StartContradiction, UnlessSomethingElseStartsIt) {
    EXPECT_EQ(
        messages(concat(
            no_install,
            "== services/web/units/user/web.timer\n[Timer]\nOnCalendar=daily\n\n[Install]\nWantedBy=timers.target\n")),
        "");
    EXPECT_EQ(
        messages(concat(
            no_install,
            "== "
            "services/web/front.container\n[Unit]\nRequires=web.service\nAfter=web.service\n\n[Container]\nImage=a.b/"
            "c\n\n[Install]\nWantedBy=default.target\n")),
        "");
    EXPECT_EQ(messages(concat(no_install, "== services/web/service.toml\n[start]\n\"web.container\" = \"start\"\n")),
              "");
    EXPECT_EQ(messages("== services/web/web.container\n[Container]\nImage=a.b/c\nPod=front.pod\n\n"
                       "== services/web/front.pod\n[Pod]\n\n[Install]\nWantedBy=default.target\n"),
              "");
    EXPECT_EQ(messages("== services/web/web.container\n[Container]\nImage=a.b/c\n\n[Service]\nType=oneshot\n"), "");
    EXPECT_EQ(messages("== services/web/web@.container\n[Container]\nImage=a.b/c\n"), "");
}

TEST(StartContradiction, NoneAndInstall) {
    EXPECT_EQ(
        messages(concat("== services/web/service.toml\n[start]\n\"web.container\" = \"none\"\n\n", container("web"))),
        "start-contradiction: `web.container` is to be left alone, and its [Install] starts it at boot\n");
    EXPECT_EQ(messages(container("web", "#NOSTART\n")),
              "start-contradiction: `web.container` is to be left alone, and its [Install] starts it at boot\n");
    EXPECT_EQ(messages(concat("== services/web/service.toml\n[start]\n\"web.container\" = \"none\"\n\n", no_install)),
              "");
}

TEST(StartContradiction, EnableNeedsAnInstallAndAWrittenUnit) {
    const std::string_view enable = "== services/web/service.toml\n[start]\n\"job.service\" = \"enable\"\n\n";
    const std::string_view job = "== services/web/units/user/job.service\n[Service]\nExecStart=/usr/bin/true\n\n";
    EXPECT_EQ(messages(concat(enable, job)),
              "start-contradiction: `job.service` is to be enabled, and has no [Install] that says how\n");
    EXPECT_EQ(messages(concat(enable, job, "[Install]\nWantedBy=default.target\n")), "");
    EXPECT_EQ(
        messages(concat("== services/web/service.toml\n[start]\n\"web.service\" = \"enable\"\n\n", container("web"))),
        "start-contradiction: `web.container` cannot be enabled: its unit is generated\n");
}

TEST(UnknownStartUnit, PointsAtTheName) {
    Checked checked;
    check_example(
        site_with("\"web\"",
                  concat("== services/web/service.toml\n[start]\n\"wbe.container\" = \"start\"\n\n", container("web"))),
        checked);
    EXPECT_EQ(checked.marked("unknown-start-unit"), "\"wbe.container\"");
    EXPECT_EQ(checked.of("unknown-start-unit").at(0).fixes.at(0).replacement, "\"web.container\"");
}

TEST(UnknownStartUnit, GeneratedNamesAndInstancesAreFine) {
    EXPECT_EQ(
        messages(concat(
            "== services/web/service.toml\n[start]\n\"web.service\" = \"start\"\n\"job@one.service\" = \"start\"\n\n",
            container("web"), "== services/web/units/user/job@.service\n[Service]\nExecStart=/usr/bin/true\n")),
        "");
}

TEST(NeedsCycle, ShowsTheRound) {
    const auto service = [](std::string_view name, std::string_view needs) {
        return concat("== services/", name, "/service.toml\n[needs]\nservices = [", needs, "]\n\n", container(name));
    };
    EXPECT_EQ(messages(service("a", "\"b\"") + service("b", "\"c\"") + service("c", "\"a\""), "\"a\", \"b\", \"c\""),
              "needs-cycle: services need one another in a circle: `a` → `b` → `c` → `a`\n");
    EXPECT_EQ(messages(service("a", "\"a\""), "\"a\""),
              "needs-cycle: services need one another in a circle: `a` → `a`\n");
    EXPECT_EQ(messages(service("a", "\"b\", \"c\"") + service("b", "\"c\"") + container("c"), "\"a\", \"b\", \"c\""),
              "");
}

TEST(UnknownNeed, NotOnThisHost) {
    EXPECT_EQ(
        messages(concat(
            "== hosts/cat.toml\nservices = [\"db\"]\n\n== services/web/service.toml\n[needs]\nservices = [\"db\"]\n\n",
            container("web"), container("db"))),
        "unknown-need: service `web` needs `db`, which host `mouse` does not run\n");
}

TEST(CheckSite, AStageIsCheckedForItsOwnHosts) {
    // On its own stage `web` listens elsewhere; read without that stage it would clash with `db`.
    const auto example = parse_example(concat(
        "== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/cat.toml\nservices = [\"db\"]\n\n"
        "== hosts/mouse.toml\nservices = [\"db\", \"web\"]\nstage = \"production\"\n\n",
        container("db", "PublishPort=8080:80\n"), container("web", "PublishPort=8080:80\n"),
        "== services/web/web.production.container.d/10-port.conf\n[Container]\nPublishPort=\nPublishPort=8081:80\n"));
    for (const std::string_view stage : {"", "production"}) {
        Sources sources;
        Report report;
        auto site = load::load_site(example.tree, {}, stage, sources, report);
        load::complete_lock(site, report);
        check_site(site, stage, sources, report);
        EXPECT_TRUE(report.sorted(sources, Severity::warning).empty()) << stage << render_text(sources, report, {});
    }
    Sources sources;
    Report report;
    auto site = load::load_site(example.tree, {}, "", sources, report);
    check_site(site, sources, report);
    EXPECT_EQ(report.errors(), 1U);
}

}  // namespace
}  // namespace nagaya::lint
