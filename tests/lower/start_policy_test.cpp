#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

std::string policy(std::string_view path, std::string_view text, const std::string& unit, std::string_view more = "") {
    return lower(concat("== services/web/", path, '\n', text, more)).policy("web", unit);
}

TEST(StartPolicy, OfContainersIsToStart) {
    EXPECT_EQ(policy("web.container", "[Container]\nImage=docker.io/x/y:1\n[Install]\nWantedBy=default.target\n",
                     "web.service"),
              "active");
    EXPECT_EQ(policy("web.container", "[Container]\nImage=docker.io/x/y:1\n", "web.service"), "active");
    EXPECT_EQ(policy("web.pod", "[Pod]\n", "web-pod.service"), "active");
}

TEST(StartPolicy, OfWhatContainersUseIsNone) {
    EXPECT_EQ(policy("lan.network", "[Network]\n", "lan-network.service"), "none");
    EXPECT_EQ(policy("db.volume", "[Volume]\n", "db-volume.service"), "none");
}

TEST(StartPolicy, OfUnitsIsByInstall) {
    EXPECT_EQ(policy("units/user/a.timer", "[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=timers.target\n", "a.timer"),
              "enabled active");
    EXPECT_EQ(policy("units/user/a.service", "[Service]\nExecStart=/bin/true\n", "a.service"), "active");
}

TEST(StartPolicy, OfWhatATimerStartsIsNone) {
    constexpr std::string_view timer = "== services/web/units/user/web.timer\n[Timer]\nOnCalendar=daily\n";
    EXPECT_EQ(policy("units/user/web.service", "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=default.target\n",
                     "web.service", timer),
              "none");
    EXPECT_EQ(policy("web.container", "[Container]\nImage=docker.io/x/y:1\n", "web.service", timer), "none");
    EXPECT_EQ(policy("front.pod", "[Pod]\n", "front-pod.service", timer), "active");
}

TEST(StartPolicy, CanBeDeclared) {
    EXPECT_EQ(policy("web.container", "#NOSTART\n[Container]\nImage=docker.io/x/y:1\n", "web.service"), "none");
    EXPECT_EQ(policy("web.container", "#NOSTART\n[Container]\nImage=docker.io/x/y:1\n", "web.service",
                     "== services/web/service.toml\n[start]\n\"web.container\" = \"start\"\n"),
              "active");
    EXPECT_EQ(policy("units/user/a.service", "[Service]\nExecStart=/bin/true\n", "a.service",
                     "== services/web/service.toml\n[start]\n\"a.service\" = \"none\"\n"),
              "none");
}

TEST(Momentary, AreOneshotsThatDoNotRemain) {
    const auto momentary = [](std::string_view text) {
        return lower(concat("== services/web/units/user/a.service\n[Service]\nExecStart=/bin/true\n", text))
            .unit("web", "a.service")
            ->momentary;
    };
    EXPECT_TRUE(momentary("Type=oneshot\n"));
    EXPECT_FALSE(momentary("Type=oneshot\nRemainAfterExit=yes\n"));
    EXPECT_FALSE(momentary(""));
}

}  // namespace
}  // namespace nagaya::lower
