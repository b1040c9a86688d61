// Timers, sockets and path units, and what they start.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "lint/check_example.hpp"

namespace nagaya::lint {
namespace {

constexpr std::string_view backup = "== services/web/units/user/backup.service\n[Service]\nExecStart=/bin/true\n\n";

/// "error", "warning", or "" for a unit of that name and text beside `more`.
std::string told(std::string_view name, std::string_view text, std::string_view more = "") {
    Checked checked;
    check_example(
        site_with("\"web\"", concat(container("web"), "== services/web/units/user/", name, "\n", text, "\n", more)),
        checked);
    const auto found = checked.of("nothing-to-start");
    return found.empty() ? "" : std::string(nagaya::name(found.front().severity));
}

TEST(Starters, HaveTheServiceOfTheirNameOrTheOneTheyName) {
    EXPECT_EQ(told("backup.timer", "[Timer]\nOnCalendar=daily\n"), "error");
    EXPECT_EQ(told("backup.timer", "[Timer]\nOnCalendar=daily\n", backup), "");
    EXPECT_EQ(told("night.timer", "[Timer]\nOnCalendar=daily\nUnit=backup.service\n", backup), "");
    EXPECT_EQ(told("night.timer", "[Timer]\nOnCalendar=daily\nUnit=backpu.service\n", backup), "warning");
    EXPECT_EQ(told("web.path", "[Path]\nPathChanged=/srv/x\n"), "");  // the service that Quadlet makes
    EXPECT_EQ(told("front.socket", "[Socket]\nListenStream=8080\nService=web.service\n"), "");
    EXPECT_EQ(told("front.socket", "[Socket]\nListenStream=8080\n"), "error");
    EXPECT_EQ(told("podman-auto-update.timer", "[Timer]\nOnCalendar=daily\n"), "");  // the system brings the service
}

TEST(Starters, OfTemplatesStartInstances) {
    const std::string unit = "== services/web/units/user/backup@.service\n[Service]\nExecStart=/bin/true\n";
    EXPECT_EQ(told("backup@.timer", "[Timer]\nOnCalendar=daily\n", unit), "");
    EXPECT_EQ(told("night.timer", "[Timer]\nOnCalendar=daily\nUnit=backup@db.service\n", unit), "");
    EXPECT_EQ(told("backup.socket", "[Socket]\nListenStream=8080\nAccept=yes\n", unit), "");
    EXPECT_EQ(told("backup.socket", "[Socket]\nListenStream=8080\nAccept=yes\n", backup), "error");
}

TEST(Mounts, OfEverySpellingAreSeen) {
    const auto count = [](std::string_view code, std::string_view line) {
        Checked checked;
        check_example(
            concat("== nagaya.toml\n[site]\nname = \"home\"\n\n== hosts/mouse.toml\nservices = [\"web\"]\n\n[[mount]]\n"
                   "where = \"/mnt/nfs\"\nkind = \"nfs4\"\n\n",
                   container("web", line)),
            checked);
        return checked.of(code).size();
    };
    for (const std::string_view line :
         {"Volume=/mnt/nfs/x:/x:U\n", "Mount=type=bind,source=/mnt/nfs/x,target=/x,U=true\n",
          "PodmanArgs=--volume /mnt/nfs/x:/x:U\n", "PodmanArgs=-v /mnt/nfs/x:/x:ro,U\n",
          "PodmanArgs=--mount=type=bind,src=/mnt/nfs/x,dst=/x,chown=true\n"})
        EXPECT_EQ(count("chown-on-network-mount", line), 1) << line;
    for (const std::string_view line :
         {"Volume=/mnt/nfs/x:/x:Z\n", "Mount=type=bind,source=/mnt/nfs/x,target=/x,relabel=shared\n",
          "PodmanArgs=--volume=/mnt/nfs/x:/x:z\n"})
        EXPECT_EQ(count("relabelled-network-mount", line), 1) << line;
    EXPECT_EQ(count("chown-on-network-mount", "Mount=type=bind,source=/srv/x,target=/x,U=true\n"), 0);
    for (const std::string_view source :
         {"/etc", "/etc/localtime", "/etc/pki/tls", "/usr/share/zoneinfo", "/usr/local/bin"})
        EXPECT_EQ(count("relabelled-system-directory", concat("Volume=", source, ":/x:z\n")), 1) << source;
    for (const std::string_view source : {"/etc/harbor", "/etc/harbor/app.conf", "/usr/local/share/harbor"})
        EXPECT_EQ(count("relabelled-system-directory", concat("Volume=", source, ":/x:z\n")), 0) << source;
}

}  // namespace
}  // namespace nagaya::lint
