#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

using state::Probe;

std::string service(std::string_view toml) { return concat("== services/web/service.toml\n", toml); }

/// "http http://x/ 30000 300", one line a probe.
Lines probes(const Lowered& lowered, const std::string& account = "web", const std::string& unit = "web.service") {
    Lines lines;
    const state::Unit* found = lowered.unit(account, unit);
    if (!found) return {"(none)"};
    for (const Probe& probe : found->probes) {
        const std::string_view kind = probe.kind == Probe::Kind::settled     ? "settled"
                                      : probe.kind == Probe::Kind::container ? "container"
                                      : probe.kind == Probe::Kind::http      ? "http"
                                      : probe.kind == Probe::Kind::tcp       ? "tcp"
                                                                             : "command";
        lines.push_back(
            concat(kind, ' ', probe.target, join(probe.command, "|"), ' ', probe.within_ms, ' ', probe.settle_ms));
    }
    return lines;
}

TEST(Health, IsSettledWithoutADeclaration) {
    const Lowered lowered = lower(web);
    EXPECT_EQ(probes(lowered), Lines{});
    EXPECT_EQ(lowered.loaded.findings(), Lines{});
}

TEST(Health, OfAServiceBecomesProbesWithItsPorts) {
    const Lowered lowered = lower(concat(
        web, service("[[port]]\nname = \"http\"\n[health]\nhttp = \"http://127.0.0.1:@@PORT_HTTP@@/\"\n"
                     "tcp = \"127.0.0.1:@@PORT_HTTP@@\"\ncommand = [\"/bin/ask\", \"@@SERVICE@@\"]\nwithin = \"30s\"\n"
                     "settle = \"1s\"\n")));
    EXPECT_EQ(lowered.loaded.findings(), Lines{});
    EXPECT_EQ(probes(lowered), (Lines{"http http://127.0.0.1:20000/ 30000 1000", "tcp 127.0.0.1:20000 30000 1000",
                                      "command /bin/ask|web 30000 1000"}));
}

TEST(Health, OfAnUnknownVariableIsAnErrorThere) {
    EXPECT_EQ(lower(concat(web, service("[health]\nhttp = \"http://127.0.0.1:@@PORT_X@@/\"\n"))).loaded.codes(),
              Lines{"unresolved-variable"});
    EXPECT_EQ(lower(concat(web, service("[health]\ncommand = [\"@@X@@\"]\n"))).loaded.codes(),
              Lines{"unresolved-variable"});
}

TEST(Health, OfAContainerIsItsHealthCmd) {
    EXPECT_EQ(probes(lower(concat(web, "HealthCmd=curl -f http://localhost/\n"))),
              Lines{"container systemd-web 60000 300"});
    EXPECT_EQ(probes(lower(concat(web, "ContainerName=front\nHealthCmd=true\nHealthStartPeriod=1m30s\n"))),
              Lines{"container front 180000 300"});
    EXPECT_EQ(probes(lower(concat(web, "HealthCmd=true\nHealthInterval=2s\nHealthRetries=3\n"))),
              Lines{"container systemd-web 10000 300"});
    EXPECT_EQ(probes(lower(concat(web, "HealthCmd=true\nHealthInterval=1h\nHealthRetries=9999999999\n"))),
              Lines{"container systemd-web 600000 300"});
    EXPECT_EQ(probes(lower(concat(web, "ContainerName=%p-x\nHealthCmd=true\n"))), Lines{"container web-x 60000 300"});
    EXPECT_EQ(probes(lower(concat(web, "ContainerName=%H\nHealthCmd=true\n"))), Lines{});
    EXPECT_EQ(probes(lower(concat(web, "HealthCmd=none\n"))), Lines{});
}

TEST(Health, OfAContainerMayComeFromADropIn) {
    EXPECT_EQ(probes(lower(concat(web,
                                  "HealthCmd=true\n== services/web/web.container.d/9.conf\n[Container]\n"
                                  "HealthCmd=none\n"))),
              Lines{});
    EXPECT_EQ(probes(lower(concat(web,
                                  "== services/web/web.container.d/9.conf\n[Service]\nHealthCmd=no\n"
                                  "[Container]\n# HealthCmd=x\nHealthCmd = true\n"))),
              Lines{"container systemd-web 60000 300"});
}

TEST(Health, OfARootfulContainerHasThePrefix) {
    const Lowered lowered = lower(concat(web, "HealthCmd=true\n", service("[account]\nname = \"root\"\n")));
    EXPECT_EQ(probes(lowered, "root", "home-web-web.service"), Lines{"container systemd-home-web-web 60000 300"});
}

TEST(Health, NeedsNoProbeWhereTheStartWaits) {
    EXPECT_EQ(probes(lower(concat(web, "HealthCmd=true\nNotify=healthy\n"))), Lines{});
    EXPECT_EQ(lower(concat(web, "HealthCmd=true\nNotify=healthy\n", service("[health]\nwithin = \"5s\"\n")))
                  .loaded.findings(),
              Lines{});
}

TEST(Health, SaysTheTimeOfTheContainersProbeToo) {
    EXPECT_EQ(probes(lower(concat(web, "HealthCmd=true\n", service("[health]\nwithin = \"5s\"\n")))),
              Lines{"container systemd-web 5000 300"});
    EXPECT_EQ(probes(lower(concat(web, service("[health]\nsettle = \"5s\"\n")))), Lines{"settled  60000 5000"});
}

TEST(Health, WithoutAProbeIsAWarning) {
    EXPECT_EQ(lower(concat(web, service("[health]\nwithin = \"5s\"\n"))).loaded.codes(), Lines{"health-without-probe"});
}

constexpr std::string_view two =
    "== services/web/web.container\n[Container]\nImage=a.b/c\n== services/web/db.container\n[Container]\nImage=a.b/c\n";

TEST(Health, OfSeveralUnitsMustNameThem) {
    EXPECT_EQ(lower(concat(two, service("[health]\nhttp = \"http://x/\"\n"))).loaded.codes(),
              Lines{"health-unit-unclear"});
    const Lowered lowered = lower(concat(
        two, service("[[health]]\nunit = \"web.container\"\nhttp = \"http://x/\"\nwithin = \"2s\"\n[[health]]\nunit = "
                     "\"db.service\"\ntcp = \"x:1\"\n[[health]]\nunit = \"web.container\"\ntcp = \"x:2\"\n")));
    EXPECT_EQ(lowered.loaded.findings(), Lines{});
    EXPECT_EQ(probes(lowered), (Lines{"http http://x/ 2000 300", "tcp x:2 60000 300"}));
    EXPECT_EQ(probes(lowered, "web", "db.service"), Lines{"tcp x:1 60000 300"});
}

TEST(Health, OfAUnitThatIsNotThereIsAnError) {
    EXPECT_EQ(lower(concat(two, service("[health]\nunit = \"bd.container\"\nhttp = \"http://x/\"\n"))).loaded.codes(),
              Lines{"unknown-unit"});
    EXPECT_EQ(lower("== services/web/service.toml\n[health]\nhttp = \"http://x/\"\n").loaded.codes(),
              Lines{"health-unit-unclear"});
}

TEST(PodmanObjects, AreKnownByName) {
    const Lowered lowered = lower(
        "== services/web/a.network\n[Network]\n== services/web/b.volume\n[Volume]\nVolumeName=data-@@SERVICE@@\n"
        "== services/web/c.pod\n[Pod]\nPodName=%N\n== services/web/d.network\n[Network]\nNetworkName=%H\n"
        "== services/web/e.volume\n[Volume]\nServiceName=other\n");
    using Kind = state::PodmanObject::Kind;
    const auto creates = [&](const std::string& unit) { return lowered.unit("web", unit)->creates; };
    EXPECT_EQ(creates("a-network.service"), (state::PodmanObject{Kind::network, "systemd-a"}));
    EXPECT_EQ(creates("b-volume.service"), (state::PodmanObject{Kind::volume, "data-web"}));
    EXPECT_EQ(creates("c-pod.service"), (state::PodmanObject{Kind::pod, "c-pod"}));
    EXPECT_EQ(creates("d-network.service"), std::nullopt);
    EXPECT_EQ(creates("other.service"), (state::PodmanObject{Kind::volume, "systemd-e"}));
    EXPECT_EQ(lower(web).unit("web", "web.service")->creates, std::nullopt);
}

}  // namespace
}  // namespace nagaya::lower
