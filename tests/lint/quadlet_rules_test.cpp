#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "lint/check_example.hpp"

namespace nagaya::lint {
namespace {

/// web.container with these lines on a host with this podman.
void check_container(std::string_view lines, std::string_view podman, Checked& checked) {
    check_example(
        concat("== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/mouse.toml\nservices = [\"web\"]\npodman = \"",
               podman, "\"\n\n", container("web", lines)),
        checked);
}

TEST(UnknownQuadletKey, DependsOnThePodmanOfTheHost) {
    Checked older;
    check_container("Memory=1g\n", "5.4", older);
    EXPECT_EQ(older.marked("unknown-quadlet-key"), "Memory");
    EXPECT_TRUE(older.of("unknown-quadlet-key").at(0).message.contains("since podman 5.5"));
    Checked newer;
    check_container("Memory=1g\n", "5.5.2", newer);
    EXPECT_TRUE(newer.findings.empty()) << newer.text;
}

TEST(UnknownQuadletKey, TheOldestHostDecides) {
    Checked checked;
    check_example(
        concat(
            "== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/cat.toml\nservices = [\"web\"]\npodman = \"5.6\"\n\n"
            "== hosts/mouse.toml\nservices = [\"web\"]\npodman = \"5.3\"\n\n",
            container("web", "Memory=1g\n")),
        checked);
    EXPECT_TRUE(checked.of("unknown-quadlet-key").at(0).message.contains("podman 5.3 of host `mouse`")) << checked.text;
}

TEST(UnknownQuadletKey, SectionsAreCheckedToo) {
    const auto marked = [](std::string_view lines) {
        Checked checked;
        check_container(lines, "5.4", checked);
        return checked.findings.empty() ? "nothing" : checked.marked("unknown-quadlet-key");
    };
    EXPECT_EQ(marked("\n[Contianer]\nPull=always\n"), "Contianer");
    EXPECT_EQ(marked("\n[Pod]\nPodName=x\n"), "Pod");
    EXPECT_EQ(marked("\n[Quadlet]\nDefaultDependencies=false\n"), "nothing");
    EXPECT_EQ(marked("\n[Quadlet]\nDefaultDependency=false\n"), "DefaultDependency");
    EXPECT_EQ(marked("\n[X-Notes]\nAnything=goes\n"), "nothing");
    EXPECT_EQ(marked("\n[Service]\nX-Anything=goes\n"), "nothing");
    EXPECT_EQ(marked("\n[Service]\nAnything=goes\n"), "(0 findings)") << "systemd's keys have a rule of their own";
}

TEST(UnknownQuadletKey, DropInsAreCheckedAsTheirUnit) {
    Checked checked;
    check_example(
        site_with("\"web\"",
                  container("web") + "== services/web/web.container.d/10-x.conf\n[Container]\nPublishPorts=80:80\n"),
        checked);
    EXPECT_EQ(checked.marked("unknown-quadlet-key"), "PublishPorts");
    EXPECT_EQ(checked.of("unknown-quadlet-key").at(0).fixes.at(0).replacement, "PublishPort");
}

TEST(UnknownQuadletKey, AKindMayBeTooNew) {
    Checked checked;
    check_example(
        concat("== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/mouse.toml\nservices = [\"web\"]\npodman = "
               "\"4.9\"\n\n",
               container("web", "Pod=front.pod\n"), "== services/web/front.pod\n[Pod]\nPublishPort=8080:80\n"),
        checked);
    EXPECT_EQ(checked.of("unknown-quadlet-key").size(), 2U) << checked.text;
}

TEST(MissingQuadletKey, EachKindHasItsOwn) {
    const auto missing = [](std::string_view file, std::string_view text) {
        Checked checked;
        check_example(site_with("\"web\"", concat(container("web"), "== services/web/", file, "\n", text)), checked);
        const auto found = checked.of("missing-quadlet-key");
        return found.size() == 1 ? found[0].message : concat(found.size(), " findings");
    };
    EXPECT_EQ(missing("x.kube", "[Kube]\n"), "`x.kube` has no `Yaml=`");
    EXPECT_EQ(missing("x.image", "[Image]\n"), "`x.image` has no `Image=`");
    EXPECT_EQ(missing("x.build", "[Build]\nSetWorkingDirectory=unit\n"), "`x.build` has no `ImageTag=`");
    EXPECT_EQ(missing("x.container", "[Container]\nImage=a.b/c\nRootfs=/x\n"),
              "`x.container` has both `Image=` and `Rootfs=`");
    EXPECT_EQ(missing("x.container", "[Contianer]\nImage=a.b/c\n"), "0 findings");
    EXPECT_EQ(missing("x.volume", "[Volume]\n"), "0 findings");
    EXPECT_NE(missing("x.image", "[Image]\nImage=\"\"\n"), "0 findings");
    EXPECT_NE(missing("x.container", "[Container]\nImage=\"\n"), "0 findings");
    EXPECT_EQ(missing("x.container", "[Container]\nImage=\"a.b/c\"\n"), "0 findings");
}

TEST(MissingQuadletReference, EveryKeyThatNamesAFile) {
    const auto marked = [](std::string_view lines) {
        Checked checked;
        check_example(site_with("\"web\"", container("web", lines) + "== services/web/data.volume\n[Volume]\n"),
                      checked);
        return checked.of("missing-quadlet-reference").empty() ? "nothing"
                                                               : checked.marked("missing-quadlet-reference");
    };
    EXPECT_EQ(marked("Volume=data.volume:/x:ro\n"), "nothing");
    EXPECT_EQ(marked("Volume=date.volume:/x:ro\n"), "date.volume");
    EXPECT_EQ(marked("Volume=/x.volume:/x\n"), "nothing");  // what is a path is no name
    EXPECT_EQ(marked("Mount=type=bind,source=/x.volume,dst=/x\n"), "nothing");
    EXPECT_EQ(marked("Volume=x/y.volume:/x\n"), "x/y.volume");
    EXPECT_EQ(marked("Network=back front.network\n"), "back front.network");
    EXPECT_EQ(marked("Volume=data.volume\\\n:/x\n"), "nothing");
    EXPECT_EQ(marked("Mount=type=volume,source=date.volume,dst=/x\n"), "date.volume");
    EXPECT_EQ(marked("Network=back.network:alias=x\n"), "back.network");
    EXPECT_EQ(marked("Network=host\n"), "nothing");
    EXPECT_EQ(marked("Pod=front.pod\n"), "front.pod");
    EXPECT_EQ(marked("Image=web.build\n"), "web.build");
    // No release fills in specifiers before it looks for the file.
    EXPECT_EQ(marked("Volume=data@%i.volume:/x\n"), "data@%i.volume");
    EXPECT_EQ(marked("Network=%p.network\n"), "%p.network");
    EXPECT_EQ(marked("Volume=%h/data:/x\n"), "nothing");
}

TEST(MissingQuadletReference, FilesOfTheAccountOnTheHostCount) {
    const std::string_view shared =
        "== services/db/service.toml\n[account]\nname = \"web\"\n\n== services/db/data.volume\n[Volume]\n\n";
    const auto web = container("web", "Volume=data.volume:/x\n");
    Checked together;
    check_example(site_with("\"db\", \"web\"", concat(shared, web)), together);
    EXPECT_TRUE(together.findings.empty()) << together.text;
    Checked apart;
    check_example(site_with("\"db\", \"web\"", concat("== services/db/data.volume\n[Volume]\n\n", web)), apart);
    EXPECT_EQ(apart.marked("missing-quadlet-reference"), "data.volume") << apart.text;
}

TEST(MissingQuadletReference, OldPodmanDoesNotTranslateDependencies) {
    const auto site = [](std::string_view podman) {
        return concat(
            "== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/mouse.toml\nservices = [\"web\"]\npodman = \"", podman,
            "\"\n\n", container("web"),
            "== "
            "services/web/db.container\n[Unit]\nAfter=web.container\n\n[Container]\nImage=a.b/"
            "c\n\n[Install]\nWantedBy=default.target\n");
    };
    Checked older;
    check_example(site("5.4"), older);
    EXPECT_EQ(older.marked("missing-quadlet-reference"), "web.container") << older.text;
    EXPECT_EQ(older.of("missing-quadlet-reference").at(0).fixes.at(0).replacement, "web.service");
    Checked newer;
    check_example(site("5.5"), newer);
    EXPECT_TRUE(newer.findings.empty()) << newer.text;
}

TEST(UnqualifiedImage, KnowsRegistriesIdsAndOwnImages) {
    const auto written = [](std::string_view image) {
        Checked checked;
        check_example(site_with("\"web\"", concat("== services/web/image/Containerfile\nFROM a.b/c\n\n== "
                                                  "services/web/web.container\n[Container]\nImage=",
                                                  image, "\n\n[Install]\nWantedBy=default.target\n")),
                      checked);
        const auto found = checked.of("unqualified-image");
        return found.empty() ? "nothing" : found[0].fixes.at(0).replacement;
    };
    EXPECT_EQ(written("nginx"), "docker.io/library/nginx");
    EXPECT_EQ(written("nginx:1.27"), "docker.io/library/nginx:1.27");
    EXPECT_EQ(written("grafana/grafana:11"), "docker.io/grafana/grafana:11");
    EXPECT_EQ(written("web:latest"), "localhost/web:latest");
    EXPECT_EQ(written("localhost/web"), "nothing");
    EXPECT_EQ(written("localhost:5000/x"), "nothing");
    EXPECT_EQ(written("quay.io/x/y@sha256:0123"), "nothing");
    EXPECT_EQ(written("@@IMAGE@@"), "nothing");
    EXPECT_EQ(written(std::string(64, 'a')), "nothing");
}

TEST(HexContainerName, OnlyLettersOfIds) {
    const auto marked = [](std::string_view name) {
        Checked checked;
        check_container(concat("ContainerName=", name, "\n"), "5.4", checked);
        return checked.findings.empty() ? "nothing" : checked.marked("hex-container-name");
    };
    for (const auto* name : {"db", "cafe", "c1", "0", "deadbeef"}) EXPECT_EQ(marked(name), name);
    for (const auto* name : {"dbx", "web", "DB", "c-1", "systemd-%N", "@@SERVICE@@"})
        EXPECT_EQ(marked(name), "nothing") << name;
}

TEST(NotifyHealthy, AProbeMayComeFromTheImage) {
    const auto found = [](std::string_view lines, std::string_view containerfile) {
        Checked checked;
        check_example(site_with("\"web\"", concat("== services/web/image/Containerfile\n", containerfile,
                                                  "\n== services/web/web.container\n[Container]\n"
                                                  "Image=localhost/web\nNotify=healthy\n",
                                                  lines, "\n[Install]\nWantedBy=default.target\n")),
                      checked);
        return checked.of("notify-healthy-without-probe").size();
    };
    EXPECT_EQ(found("", "FROM a.b/c\n"), 1U);
    EXPECT_EQ(found("", "FROM a.b/c\nHEALTHCHECK CMD true\n"), 0U);
    EXPECT_EQ(found("HealthCmd=true\n", "FROM a.b/c\n"), 0U);
    EXPECT_EQ(found("HealthCmd=none\n", "FROM a.b/c\nHEALTHCHECK CMD true\n"), 1U);
}

TEST(MissingQuadletReference, GuessesNoMoreThanSomebodyReads) {
    std::string lines;
    for (int i = 0; i < 300; ++i) lines += concat("Volume=date.volume:/x", i, "\n");
    Checked checked;
    check_example(site_with("\"web\"", container("web", lines) + "== services/web/data.volume\n[Volume]\n"), checked);
    const auto found = checked.of("missing-quadlet-reference");
    EXPECT_EQ(found.size(), 300);
    EXPECT_EQ(std::ranges::count_if(found, [](const Diagnostic& finding) { return !finding.fixes.empty(); }), 200);
}

TEST(MissingQuadletReference, QuotesOfDependenciesGoWhereTheyAreTranslated) {
    const auto codes = [](std::string_view podman, std::string_view after) {
        Checked checked;
        check_example(
            concat("== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/mouse.toml\nservices = "
                   "[\"web\"]\npodman = \"",
                   podman,
                   "\"\n\n== services/web/data.volume\n[Volume]\n\n== services/web/web.container\n[Unit]\nAfter=",
                   after, "\n[Container]\nImage=quay.io/x/y:1\n[Install]\nWantedBy=default.target\n"),
            checked);
        return checked.codes();
    };
    using Codes = std::vector<std::string>;
    EXPECT_EQ(codes("5.8", "\"data.volume\""), Codes());
    EXPECT_EQ(codes("5.8", "\"date.volume\""), Codes({"missing-quadlet-reference"}));
    EXPECT_EQ(codes("5.4", "\"data.volume\""), Codes({"missing-quadlet-reference"}));
    EXPECT_EQ(codes("5.8", "\"data-volume.service\""), Codes({"bad-value"}));
}

TEST(LiteralQuotes, AroundPartsOfAValueToo) {
    const auto mended = [](std::string_view line) -> std::string {
        Checked checked;
        check_example(site_with("\"web\"", container("web", concat(line, "\n"))), checked);
        const auto found = checked.of("literal-quotes");
        return found.empty() ? "" : found.front().fixes.at(0).replacement;
    };
    EXPECT_EQ(mended("Volume=\"/srv/my files\":/data:ro"), "/srv/my files:/data:ro");
    EXPECT_EQ(mended("Volume=\"/srv/my files\":\"/data\""), "/srv/my files:/data");
    EXPECT_EQ(mended("Volume=\"/srv/my files:/data\""), "/srv/my files:/data");
    EXPECT_EQ(mended("PublishPort='8080':80"), "8080:80");
    EXPECT_EQ(mended("Volume=/srv/it's:/data"), "");
    EXPECT_EQ(mended("Exec=\"a:b\""), "");
}

TEST(ExecStartInQuadlet, IsOneOfSeveralWhereTheUnitEnds) {
    const auto findings = [](std::string_view name, std::string_view text) {
        Checked checked;
        check_example(site_with("\"web\"", concat(container("web"), "== services/web/", name, "\n", text)), checked);
        return checked.of("exec-start-in-quadlet").size();
    };
    EXPECT_EQ(findings("data.volume", "[Volume]\n[Service]\nExecStart=/usr/bin/true\n"), 0);
    EXPECT_EQ(findings("job.container",
                       "[Container]\nImage=quay.io/x/y:1\n[Service]\nType=oneshot\nExecStart=/usr/bin/true\n"),
              0);
    EXPECT_EQ(findings("job.container", "[Container]\nImage=quay.io/x/y:1\n[Service]\nExecStart=/usr/bin/true\n"), 1);
    EXPECT_EQ(findings("front.pod", "[Pod]\n[Service]\nExecStart=/usr/bin/true\n"), 1);
}

TEST(Volumes, OwnedByRootSayWhatPodmanMakesOfIt) {
    const auto findings = [](std::string_view owner) {
        Checked checked;
        check_example(site_with("\"web\"", concat(container("web", "Volume=data.volume:/data\n"),
                                                  "== services/web/data.volume\n[Volume]\nUser=", owner, "\n")),
                      checked);
        return checked.of("named-owner").size();
    };
    EXPECT_EQ(findings("root"), 0);
    EXPECT_EQ(findings("postgres"), 1);
}

TEST(Aliases, MayStandInQuotes) {
    const auto findings = [](std::string_view alias) {
        Checked checked;
        check_example(site_with("\"web\"", concat("== services/web/web.container\n[Container]\nImage=quay.io/x/y:1\n"
                                                  "[Install]\nWantedBy=default.target\nAlias=",
                                                  alias, "\n")),
                      checked);
        return checked.of("bad-value").size();
    };
    EXPECT_EQ(findings("www.service \"site.service\""), 0);
    EXPECT_EQ(findings("\"www\""), 1);
}

}  // namespace
}  // namespace nagaya::lint
