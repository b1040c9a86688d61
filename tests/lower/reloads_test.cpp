#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

constexpr std::string_view files =
    "== services/web/files/conf.d/a.conf\na\n== services/web/files/conf.d/sub/b.conf\nb\n"
    "== services/web/files/site.conf\nc\n";
constexpr std::string_view reload = "[Service]\nExecReload=podman exec systemd-web true\n";

std::string patterns(std::string_view list) {
    return concat("== services/web/service.toml\n[reload]\n\"web.container\" = [", list, "]\n");
}

Lines reloaded_by(const Lowered& lowered) {
    const std::set<std::string>& labels = lowered.unit("web", "web.service")->reloaded_by;
    return {labels.begin(), labels.end()};
}

TEST(Reloads, TakeUpFilesOfMountedDirectories) {
    const std::string unit = concat(web, "Volume=@@FILES_PATH@@:/etc/x:ro\n", reload, files);
    EXPECT_EQ(reloaded_by(lower(unit)), Lines{});
    EXPECT_EQ(reloaded_by(lower(concat(unit, patterns("\"files/conf.d/*\"")))), Lines{"files/conf.d/a.conf"});
    EXPECT_EQ(reloaded_by(lower(concat(unit, patterns("\"files/conf.d/**\"")))),
              (Lines{"files/conf.d/a.conf", "files/conf.d/sub/b.conf"}));
    EXPECT_EQ(reloaded_by(lower(concat(unit, patterns("\"files/*.conf\", \"files/*/*/b*\"")))),
              (Lines{"files/conf.d/sub/b.conf", "files/site.conf"}));
    EXPECT_EQ(lower(concat(unit, patterns("\"files/conf.d/*\""))).loaded.findings(), Lines{});
}

TEST(Reloads, DoNotReachAFileThatIsMountedByItself) {
    const Lowered lowered =
        lower(concat(web, "Volume=@@FILES_PATH@@/site.conf:/etc/site.conf:ro\n",
                     "Volume=@@FILES_PATH@@/conf.d:/etc/conf.d\n", reload, files, patterns("\"files/**\"")));
    EXPECT_EQ(lowered.loaded.codes(), Lines{"reload-of-mounted-file"});
    EXPECT_EQ(reloaded_by(lowered), (Lines{"files/conf.d/a.conf", "files/conf.d/sub/b.conf"}));
}

TEST(Reloads, DoNotReachOtherInputs) {
    const Lowered lowered = lower(
        concat(web, "Volume=@@FILES_PATH@@/conf.d:/etc/conf.d\n", reload, files, patterns("\"files/site.conf\"")));
    EXPECT_EQ(lowered.loaded.codes(), Lines{"unmatched-reload"});
    EXPECT_EQ(reloaded_by(lowered), Lines{});
}

TEST(Reloads, NeedACommand) {
    const std::string unit = concat(web, "Volume=@@FILES_PATH@@/conf.d:/etc/conf.d\n", files);
    const Lowered lowered = lower(concat(unit, patterns("\"files/conf.d/*\"")));
    EXPECT_EQ(lowered.loaded.codes(), Lines{"reload-without-command"});
    EXPECT_EQ(reloaded_by(lowered), Lines{});
    EXPECT_EQ(lower(concat(unit, patterns("\"files/conf.d/*\""), "== services/web/web.container.d/r.conf\n", reload))
                  .loaded.findings(),
              Lines{});
}

TEST(Reloads, OfAPlainUnitSeeItsFiles) {
    const Lowered lowered =
        lower(concat("== services/web/units/user/d.service\n[Service]\nExecStart=/bin/d @@FILES_PATH@@/site.conf\n"
                     "ExecReload=/bin/kill -HUP $MAINPID\n",
                     files, "== services/web/service.toml\n[reload]\n\"d.service\" = [\"files/site.conf\"]\n"));
    EXPECT_EQ(lowered.loaded.findings(), Lines{});
    EXPECT_EQ(lowered.unit("web", "d.service")->reloaded_by, std::set<std::string>{"files/site.conf"});
}

TEST(Reloads, OfAnUnknownUnitAreErrors) {
    EXPECT_EQ(
        lower(concat(web, "== services/web/service.toml\n[reload]\n\"x.container\" = [\"files/x\"]\n")).loaded.codes(),
        Lines{"unknown-unit"});
}

TEST(Reloads, OfManyStarsEnd) {
    std::string stars = "files/";
    for (int i = 0; i < 100; ++i) stars += "*a";
    EXPECT_EQ(lower(concat(web, "Volume=@@FILES_PATH@@:/x\n", reload, files, patterns(concat('"', stars, "b\""))))
                  .loaded.codes(),
              Lines{"unmatched-reload"});
}

}  // namespace
}  // namespace nagaya::lower
