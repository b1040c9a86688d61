// One site for several stages.
#include <gtest/gtest.h>

#include "load/overlay.hpp"
#include "loaded.hpp"

namespace nagaya::load {
namespace {

constexpr std::string_view staged_site = R"(== hosts/mouse.toml
stage = "production"
== hosts/rat.toml
stage = "test"
== services/web/service.toml
description = "Web"
[account]
name = "proxy"
groups = ["a", "b"]
[[port]]
name = "http"
listen = 8080
== services/web/service.production.toml
[account]
groups = ["certs"]
[[port]]
name = "https"
listen = 443
== services/web/web.container
[Container]
== services/web/web.production.container.d/limits.conf
production
== services/web/web.container.d/limits.conf
common
== services/web/web.container.d/more.conf
more
== services/web/web.test.container.d/limits.conf
test
== services/web/units/user/x.production.service.d/a.conf
x
== services/web/files/site.conf
common
== services/web/files/only.conf
only
== services/web/files.production/site.conf
production
== services/web/files.production/extra.conf
extra
)";

TEST(Overlay, TablesMergeAndTheRestReplaces) {
    const Loaded loaded = load(staged_site, "production");
    EXPECT_EQ(loaded.findings(), Lines{});
    const model::Service& web = loaded.service("web");
    EXPECT_EQ(web.description.value, "Web");
    EXPECT_EQ(web.account.value, "proxy");
    ASSERT_EQ(web.groups.size(), 1u);
    EXPECT_EQ(web.groups[0].value, "certs");
    EXPECT_EQ(loaded.sources.path(web.groups[0].at.file), "services/web/service.production.toml");
    ASSERT_EQ(web.ports.size(), 1u);
    EXPECT_EQ(web.ports[0].name.value, "https");
    EXPECT_EQ(loaded.sources.path(web.at.file), "services/web/service.toml");
}

TEST(Overlay, FilesAndDropInsTakeThePlaceOfTheCommonOnes) {
    const Loaded loaded = load(staged_site, "production");
    Lines lines;
    for (const model::UnitSource& unit : loaded.service("web").units) {
        lines.push_back(concat(unit.name, ": ", trim(loaded.text(unit.file))));
    }
    for (const model::ConfigFile& file : loaded.service("web").files) {
        lines.push_back(concat(file.path, ": ", trim(loaded.text(file.file))));
    }
    EXPECT_EQ(lines, (Lines{"web.container: [Container]", "web.container.d/limits.conf: production",
                            "web.container.d/more.conf: more", "x.service.d/a.conf: x", "extra.conf: extra",
                            "only.conf: only", "site.conf: production"}));
}

TEST(Overlay, WithoutAStageThereIsNone) {
    const Loaded loaded = load(staged_site);
    EXPECT_EQ(loaded.findings(), Lines{});
    const model::Service& web = loaded.service("web");
    EXPECT_EQ(web.groups.size(), 2u);
    EXPECT_EQ(web.ports[0].name.value, "http");
    EXPECT_EQ(web.units.size(), 3u);
    EXPECT_EQ(web.files.size(), 2u);
}

TEST(Overlay, AnotherStageTakesItsOwn) {
    const Loaded loaded = load(staged_site, "test");
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(loaded.text(loaded.service("web").units[1].file), "test\n");
}

TEST(Overlay, AStageThatNoHostHasIsAStray) {
    const Loaded loaded = load(
        "== hosts/a.toml\nstage = \"production\"\n== services/web/web.container\n[Unit]\n"
        "== services/web/files.prodution/x\nx\n");
    EXPECT_EQ(loaded.codes(), Lines{"unknown-file"});
    EXPECT_EQ(loaded.help(), "no host has the stage `prodution`; did you mean `production`?");
}

TEST(Overlay, MistakesAreShownInTheFileTheyStandIn) {
    const Loaded loaded = load(
        "== services/web/service.toml\n[account]\nname = \"web\"\n"
        "== services/web/service.production.toml\n[account]\nnome = \"x\"\n",
        "production");
    EXPECT_EQ(loaded.findings(),
              Lines{"unknown-key services/web/service.production.toml:2:1 <nome> [account] has no key `nome`"});
}

TEST(StagedNames, OfDropInDirectories) {
    const auto is_stage = [](std::string_view word) { return word == "production"; };
    EXPECT_EQ(staged_drop_in("web.production.container.d", is_stage).name, "web.container.d");
    EXPECT_EQ(staged_drop_in("web.production.container.d", is_stage).stage, "production");
    EXPECT_EQ(staged_drop_in("a.b.production.container.d", is_stage).name, "a.b.container.d");
    for (std::string_view plain :
         {"web.container.d", "web.other.container.d", "container.d", ".d", "production.container.d"}) {
        EXPECT_EQ(staged_drop_in(plain, is_stage).name, plain);
        EXPECT_EQ(staged_drop_in(plain, is_stage).stage, "");
    }
}

}  // namespace
}  // namespace nagaya::load
