// Values that nobody wrote, many of which follow from others.
#include <gtest/gtest.h>

#include "loaded.hpp"

namespace nagaya::load {
namespace {

TEST(Defaults, OfTheSite) {
    const Loaded loaded = load("");
    EXPECT_EQ(loaded.findings(), Lines{});
    const model::SiteSettings& settings = loaded.site.settings;
    EXPECT_EQ(settings.prefix.value, "home");
    EXPECT_EQ(settings.domain.value, "localhost");
    EXPECT_EQ(settings.install_root.value, "/srv/nagaya");
    EXPECT_EQ(settings.data_root.value, "/srv/data");
    EXPECT_EQ(settings.secrets_dir.value, "../secrets");
    EXPECT_EQ(loaded.sources.path(settings.prefix.at.file), "nagaya.toml");
}

TEST(Defaults, OfAHost) {
    const Loaded loaded = load("== services/web/web.container\n[Container]\n== hosts/mouse.toml\n");
    const model::Host& mouse = loaded.site.hosts.at("mouse");
    EXPECT_EQ(mouse.os.value, "debian");
    EXPECT_EQ(mouse.address.value, "");
    EXPECT_EQ(mouse.host_loopback.value, "169.254.1.3");
    EXPECT_EQ(loaded.sources.path(mouse.address.at.file), "hosts/mouse.toml");
}

TEST(Defaults, OfAServiceWithoutServiceToml) {
    const Loaded loaded = load("== services/web/web.container\n[Container]\nImage=x\n");
    EXPECT_EQ(loaded.findings(), Lines{});
    const model::Service& web = loaded.service("web");
    EXPECT_EQ(web.account.value, "web");
    EXPECT_EQ(web.description.value, "web");
    EXPECT_EQ(loaded.sources.path(web.at.file), "services/web/web.container");
    EXPECT_EQ(loaded.sources.path(web.account.at.file), "services/web/web.container");
}

TEST(Defaults, TargetOfAPort) {
    const Loaded loaded = load_manifest(
        "[[port]]\nname = \"direct\"\nlisten = 8080\n"
        "[[port]]\nname = \"low\"\nlisten = 80\n"
        "[[port]]\nname = \"proxied\"\nlisten = 9090\nvia = \"socket-proxy\"\n"
        "[[port]]\nname = \"forced\"\nlisten = 81\nvia = \"direct\"\n"
        "[[port]]\nname = \"inner\"\n");
    const std::vector<model::Port>& ports = loaded.service("web").ports;
    EXPECT_EQ(ports[0].target.value, 8080);
    EXPECT_EQ(loaded.sources.text(ports[0].target.at), "8080");
    EXPECT_EQ(ports[1].target.value, 0);
    EXPECT_EQ(ports[2].target.value, 0);
    EXPECT_EQ(ports[3].target.value, 81);
    EXPECT_EQ(ports[4].target.value, 0);
}

TEST(Defaults, RootMayListenAnywhere) {
    const Loaded loaded = load_manifest("[account]\nname = \"root\"\n[[port]]\nname = \"dns\"\nlisten = 53\n");
    EXPECT_EQ(loaded.service("web").ports[0].target.value, 53);
}

TEST(Defaults, GroupOfADirectoryIsItsOwner) {
    const Loaded loaded =
        load_manifest("[[data]]\npath = \"a\"\nowner = 33\n[[data]]\npath = \"b\"\nowner = 33\ngroup = 0\n");
    EXPECT_EQ(loaded.service("web").data[0].group.value, 33u);
    EXPECT_EQ(loaded.service("web").data[0].mode.value, 0750u);
    EXPECT_EQ(loaded.service("web").data[1].group.value, 0u);
}

}  // namespace
}  // namespace nagaya::load
