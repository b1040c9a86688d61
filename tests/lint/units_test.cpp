#include "lint/unit.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "lint/check_example.hpp"

namespace nagaya::lint {
namespace {

std::string marked(std::string_view code, std::string_view rest, std::string_view services = "\"web\"") {
    Checked checked;
    check_example(site_with(services, rest), checked);
    return checked.findings.empty() ? "nothing" : checked.marked(code);
}

TEST(Unit, GeneratedNames) {
    EXPECT_EQ(generated_name("web.container"), "web.service");
    EXPECT_EQ(generated_name("web.kube"), "web.service");
    EXPECT_EQ(generated_name("web.pod"), "web-pod.service");
    EXPECT_EQ(generated_name("a.b.volume"), "a.b-volume.service");
    EXPECT_EQ(generated_name("web@.container"), "web@.service");
    EXPECT_EQ(generated_name("data@.volume"), "data-volume@.service");
    EXPECT_EQ(generated_name("web.timer"), "web.timer");
}

TEST(Unit, WordsKnowTheirPlace) {
    Sources sources;
    const FileId file = sources.add("x", "After=a.service \\\n  b.service,c");
    const auto words = words_at(sources, {.file = file, .begin = 6, .end = 31}, ",");
    ASSERT_EQ(words.size(), 3U);
    EXPECT_EQ(words[1].value, "b.service");
    EXPECT_EQ(sources.text(words[1].at), "b.service");
    EXPECT_EQ(words[2].value, "c");
}

TEST(Unit, CommentsInAContinuedValueAreNoWords) {
    Sources sources;
    const std::string text = "After=a.service \\\n# see nope.service\n ; and #this\n  b.service";
    const FileId file = sources.add("x", text);
    const auto words = words_at(sources, {.file = file, .begin = 6, .end = static_cast<uint32_t>(text.size())});
    ASSERT_EQ(words.size(), 2U);
    EXPECT_EQ(words[0].value, "a.service");
    EXPECT_EQ(words[1].value, "b.service");
}

TEST(Unit, AValueMayBeginLikeAComment) {
    Sources sources;
    const FileId file = sources.add("x", "Exec=#1 ;2");
    EXPECT_EQ(words_at(sources, {.file = file, .begin = 5, .end = 10}).size(), 2U);
}

/// What all_values() has of Volume=, one letter each.
std::string volumes_of(std::string_view text) {
    Sources sources;
    Report report;
    const auto file = syntax::parse_unit_file(sources, sources.add("web.container", std::string(text)), report);
    const model::UnitSource source{};
    Unit unit{.source = &source, .kind = UnitKind::container, .name = "web.container", .file = &file};
    gather_lines(unit);
    std::string found;
    for (const syntax::UnitEntry* entry : all_values(unit, "Container", "Volume")) found += entry->value;
    return found;
}

TEST(Unit, AsManyValuesAsThereAre) {
    std::string lines = "[Container]\n";
    EXPECT_EQ(volumes_of(lines), "");
    std::string expected;
    for (const char letter : std::string_view("abcdefgh")) {
        lines += concat("Volume=", letter, "\n");
        expected += letter;
        EXPECT_EQ(volumes_of(lines), expected);
        EXPECT_EQ(volumes_of(concat(lines, "Volume=\nVolume=x\n[Service]\nVolume=y\n")), "x");
        EXPECT_EQ(volumes_of(concat(lines, "Volume=\n", lines)), expected);
    }
}

TEST(DuplicateUnit, SameNameInOneAccount) {
    const auto services =
        container("web") +
        "== services/www/service.toml\n[account]\nname = \"web\"\n\n"
        "== services/www/web.container\n[Container]\nImage=a.b/c\n\n[Install]\nWantedBy=default.target\n";
    EXPECT_EQ(marked("duplicate-unit", services, "\"web\", \"www\""), "Container");
    EXPECT_EQ(
        marked("duplicate-unit",
               container("web") +
                   "== services/www/web.container\n[Container]\nImage=a.b/c\n\n[Install]\nWantedBy=default.target\n",
               "\"web\", \"www\""),
        "nothing");
}

TEST(DuplicateUnit, ServiceNameOfAnother) {
    EXPECT_EQ(marked("duplicate-unit", container("web") + "== "
                                                          "services/web/www.container\n[Container]\nImage=a.b/"
                                                          "c\nServiceName=web\n\n[Install]\nWantedBy=default.target\n"),
              "Container");
}

TEST(DuplicateUnit, TheWayInOfAPort) {
    const auto site =
        concat("== services/web/service.toml\n[[port]]\nname = \"http\"\nlisten = 80\n\n",
               container("web", "PublishPort=127.0.0.1:@@PORT_HTTP@@:80\n"),
               "== services/web/units/root/http.service\n[Service]\nExecStart=/usr/bin/true\nType=oneshot\n");
    EXPECT_EQ(marked("duplicate-unit", site), "\"http\"");
}

TEST(DuplicateUnit, DashesInNamesOfServicesAndUnits) {
    const std::string_view unit = "[Service]\nExecStart=/usr/bin/true\n\n";
    EXPECT_EQ(
        marked("duplicate-unit",
               concat("== services/a/units/root/b-c.service\n", unit, "== services/a-b/units/root/c.service\n", unit),
               "\"a\", \"a-b\""),
        "Service");
}

TEST(PrefixBreaksUnit, InEveryKeyThatNamesAUnit) {
    const auto with = [](std::string_view text) {
        return marked(
            "prefix-breaks-unit",
            concat("== services/web/service.toml\n[account]\nname = \"root\"\n\n== "
                   "services/web/db.container\n[Container]\n"
                   "Image=a.b/c\n\n[Install]\nWantedBy=multi-user.target\n\n== services/web/data.volume\n[Volume]\n\n",
                   text));
    };
    const auto web = [](std::string_view unit, std::string_view lines) {
        return concat("== services/web/web.container\n[Unit]\n", unit, "\n[Container]\nImage=a.b/c\n", lines,
                      "\n[Install]\nWantedBy=multi-user.target\n");
    };
    EXPECT_EQ(with(web("After=db.service\n", "")), "db.service");
    EXPECT_EQ(with(web("After=@@PREFIX@@-@@SERVICE@@-db.service\n", "")), "nothing");
    EXPECT_EQ(with(web("After=home-web-db.service\n", "")), "nothing");
    EXPECT_EQ(with(web("After=network-online.target\n", "")), "nothing");
    EXPECT_EQ(with(web("", "Volume=data.volume:/x\n")), "data.volume");
    EXPECT_EQ(with(web("", "Volume=@@PREFIX@@-@@SERVICE@@-data.volume:/x\n")), "nothing");
    EXPECT_EQ(with("== "
                   "services/web/units/root/"
                   "t.timer\n[Timer]\nOnCalendar=daily\nUnit=db.service\n\n[Install]\nWantedBy=timers.target\n"),
              "db.service");
    EXPECT_EQ(with("== services/web/units/root/r.service\n[Service]\nType=oneshot\nExecStart=/usr/bin/systemctl "
                   "restart db.service\n"),
              "db.service");
}

TEST(PrefixBreaksUnit, AUnitThatReallyHasTheShortNameIsMeant) {
    EXPECT_EQ(
        marked(
            "prefix-breaks-unit",
            "== services/web/service.toml\n[account]\nname = \"root\"\n\n"
            "== "
            "services/web/db.container\n[Container]\nImage=a.b/"
            "c\nServiceName=db\n\n[Install]\nWantedBy=multi-user.target\n\n"
            "== services/web/units/root/db.service\n[Service]\nExecStart=/usr/bin/true\n\n"
            "== services/web/units/root/x.service\n[Unit]\nAfter=db.service\n\n[Service]\nExecStart=/usr/bin/true\n"),
        "nothing");
}

TEST(UserManagerDependency, AnOwnUnitMayBeCalledLikeOneOfTheSystem) {
    EXPECT_EQ(marked("user-manager-dependency",
                     "== services/web/units/user/docker.service\n[Service]\nExecStart=/usr/bin/true\n\n"
                     "== services/web/web.container\n[Unit]\nAfter=docker.service\n\n[Container]\nImage=a.b/c\n\n"
                     "[Install]\nWantedBy=default.target\n"),
              "nothing");
}

TEST(PrefixBreaksUnit, TheFixMakesItWhole) {
    Checked checked;
    check_example(
        site_with(
            "\"web\"",
            "== services/web/units/root/a.service\n[Unit]\nAfter=b.service\n\n[Service]\nExecStart=/usr/bin/true\n\n"
            "== services/web/units/root/b.service\n[Service]\nExecStart=/usr/bin/true\n"),
        checked);
    const auto found = checked.of("prefix-breaks-unit");
    ASSERT_EQ(found.size(), 1U) << checked.text;
    EXPECT_EQ(found[0].fixes.at(0).replacement, "@@PREFIX@@-@@SERVICE@@-");
    EXPECT_EQ(found[0].fixes.at(0).at.begin, found[0].at.begin);
    EXPECT_EQ(found[0].fixes.at(0).at.end, found[0].at.begin);
}

TEST(PrefixBreaksUnit, NamesThatCarryItOrGrowTooLong) {
    const std::string_view unit = "[Service]\nExecStart=/usr/bin/true\n";
    EXPECT_EQ(marked("prefix-breaks-unit", concat("== services/web/units/root/home-web-x.service\n", unit)), "Service");
    EXPECT_EQ(
        marked("prefix-breaks-unit", concat("== services/web/units/root/", std::string(240, 'x'), ".service\n", unit)),
        "Service");
    EXPECT_EQ(
        marked("prefix-breaks-unit", concat("== services/web/units/root/", std::string(230, 'x'), ".service\n", unit)),
        "nothing");
}

TEST(UserManagerDependency, OtherManagersAreNotSeen) {
    const auto with = [](std::string_view unit) {
        return marked(
            "user-manager-dependency",
            concat(container("db"),
                   "== services/web/units/root/gate.service\n[Service]\nExecStart=/usr/bin/true\n\n== "
                   "services/web/own.container\n[Container]\nImage=a.b/c\n\n[Install]\nWantedBy=default.target\n\n"
                   "== services/web/web.container\n[Unit]\n",
                   unit, "\n[Container]\nImage=a.b/c\n\n[Install]\nWantedBy=default.target\n"),
            "\"db\", \"web\"");
    };
    EXPECT_EQ(with("After=own.service\n"), "nothing");
    EXPECT_EQ(with("After=network-online.target\n"), "nothing");
    EXPECT_EQ(with("After=podman.socket default.target\n"), "nothing");
    EXPECT_EQ(with("Requires=db.service\n"), "db.service");
    EXPECT_EQ(with("Wants=own.service docker.service\n"), "docker.service");
    EXPECT_EQ(with("After=mnt-data.mount\n"), "mnt-data.mount");
    EXPECT_EQ(with("After=dev-dri.device\n"), "nothing");
    EXPECT_EQ(with("[Install]\nWantedBy=multi-user.target default.target\n"), "nothing");
    EXPECT_EQ(with("[Install]\nRequiredBy=multi-user.target\n"), "multi-user.target");
    EXPECT_EQ(with("After=gate.service\n"), "gate.service");
    EXPECT_EQ(with("After=home-web-gate.service\n"), "home-web-gate.service");
}

TEST(UserManagerDependency, RootfulUnitsMay) {
    EXPECT_EQ(marked("user-manager-dependency",
                     "== services/web/units/root/x.service\n[Unit]\nAfter=network.target "
                     "mnt-data.mount\n\n[Service]\nExecStart=/usr/bin/true\n\n"
                     "[Install]\nWantedBy=multi-user.target\n"),
              "nothing");
}

}  // namespace
}  // namespace nagaya::lint
