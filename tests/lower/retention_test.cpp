#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

constexpr std::string_view site = "== nagaya.toml\n[site]\nname = \"home\"\n";
const std::string service = "/etc/systemd/system/home-prune.service";
const std::string timer = "/etc/systemd/system/home-prune.timer";

TEST(Retention, IsATimerOfEveryHostWithServices) {
    const Lowered lowered = lower(concat(site, web));
    EXPECT_EQ(lowered.policy("root", "home-prune.timer"), "enabled active");
    EXPECT_EQ(lowered.policy("root", "home-prune.service"), "none");
    EXPECT_TRUE(lowered.unit("root", "home-prune.service")->momentary);
    EXPECT_TRUE(lowered.text(timer).contains("\nOnCalendar=weekly\n"));
    EXPECT_TRUE(lowered.text(timer).contains("\nPersistent=yes\n"));
    EXPECT_TRUE(lowered.text(service).contains(
        "\nExecStart=/var/lib/nagaya/bin/nagaya prune --prefix home --age 7d --generations 10 --quiet\n"));
    for (const state::ResourceId& id :
         {state::ResourceId{state::Kind::file, "", timer}, {state::Kind::unit, "root", "home-prune.timer"}}) {
        EXPECT_EQ(lowered.state.find(id)->service, "nagaya");
        EXPECT_NE(lowered.state.find(id)->origin, Span{});
    }
    EXPECT_EQ(lowered.state.services.at("nagaya").account, "root");
    EXPECT_EQ(lower(concat(site, "== hosts/mouse.toml\nservices = []\n")).text(timer), "(none)");
}

TEST(Retention, LeavesAServiceOfThatNameItsAccount) {
    const Lowered lowered = lower(concat(site, "== services/nagaya/web.container\n[Container]\nImage=a.b/c\n"));
    EXPECT_EQ(lowered.state.services.at("nagaya").account, "nagaya");
    EXPECT_EQ(lowered.policy("root", "home-prune.timer"), "enabled active");
}

TEST(Retention, SaysHowMuchAndWhen) {
    const Lowered lowered =
        lower(concat(site, "[retention]\ngenerations = 3\nage = \"36h\"\nprune = \"daily\"\n", web));
    EXPECT_TRUE(lowered.text(timer).contains("\nOnCalendar=daily\n"));
    EXPECT_TRUE(lowered.text(service).contains(" --age 36h --generations 3 --quiet\n"));
    EXPECT_EQ(lower(concat(site, "[retention]\nprune = \"never\"\n", web)).text(timer), "(none)");
}

}  // namespace
}  // namespace nagaya::lower
