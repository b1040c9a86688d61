#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

/// A site with every kind of resource.
constexpr std::string_view everything =
    "== images/base/Containerfile\nFROM docker.io/library/debian:12\n"
    "== services/web/image/Containerfile\nFROM localhost/base\n"
    "== services/web/image/empty\n"
    "== services/web/service.toml\n[[port]]\nname = \"http\"\nlisten = 80\n[[data]]\npath = \"a/b\"\n[secrets]\nenv = "
    "[\"x.env\"]\n"
    "[[hook]]\nstage = \"before-build\"\ncommand = [\"true\"]\n[needs]\nservices = [\"api\"]\n"
    "== services/web/web.container\n[Container]\nImage=@@IMAGE@@\nVolume=@@FILES_PATH@@/x:/x\n"
    "== services/web/web.container.d/10.conf\n[Service]\n"
    "== services/web/files/x\n"
    "== services/web/files/binary\n\x01\xff\n"
    "== services/web/units/user/a.timer\n[Timer]\n"
    "== services/web/units/root/a.path\n[Path]\n"
    "== services/api/api.container\n[Container]\nImage=docker.io/library/x:1\n"
    "== services/root/service.toml\n[account]\nname = \"root\"\n"
    "== services/root/page.container\n[Container]\nImage=docker.io/library/x:1\n";

const model::Tree secrets = {{"web/x.env", {.bytes = "A=1\n"}}};

TEST(Provenance, EveryResourceKnowsItsLine) {
    const Lowered lowered = lower(everything, secrets);
    EXPECT_EQ(lowered.loaded.findings(), Lines{});
    std::set<state::Kind> kinds;
    for (const auto& [id, resource] : lowered.state.resources()) {
        EXPECT_NE(resource.origin, Span{}) << id.text();
        EXPECT_EQ(resource.kind(), id.kind) << id.text();
        kinds.insert(id.kind);
    }
    EXPECT_EQ(kinds.size(), 6U);  // all but links
}

TEST(Lowering, GivesTheSameTwice) {
    EXPECT_EQ(state::print_state(lower(everything, secrets).state),
              state::print_state(lower(everything, secrets).state));
}

TEST(Lowering, NamesEveryUnitOnceByItsManager) {
    const Lowered lowered = lower(everything, secrets);
    EXPECT_EQ(
        lowered.resources(state::Kind::unit),
        (Lines{"api.service", "home-api-ready.service", "home-firewalld-started.service", "home-firewalld.service",
               "home-nftables.service", "home-root-page.service", "home-secrets.service", "home-web-a.path",
               "home-web-http.service", "home-web-http.socket", "a.timer", "web.service"}));
}

}  // namespace
}  // namespace nagaya::lower
