// Where every file of a service's directory goes.
#include <gtest/gtest.h>

#include "loaded.hpp"

namespace nagaya::load {
namespace {

/// "quadlet web.container", "user drop-in x.timer.d/a.conf" …
Lines units(const Loaded& loaded, std::string_view service) {
    Lines lines;
    for (const model::UnitSource& unit : loaded.service(service).units) {
        const std::string_view place = unit.place == model::UnitPlace::quadlet     ? "quadlet "
                                       : unit.place == model::UnitPlace::user_unit ? "user "
                                                                                   : "root ";
        lines.push_back(concat(place, unit.drop_in ? "drop-in " : "", unit.name));
    }
    return lines;
}

TEST(ServiceDirectory, EveryKindOfQuadletFile) {
    std::string text;
    Lines expected;
    for (std::string_view type : {"artifact", "build", "container", "image", "kube", "network", "pod", "volume"}) {
        text += concat("== services/web/x.", type, "\n[Unit]\n");
        expected.push_back(concat("quadlet x.", type));
    }
    const Loaded loaded = load(text);
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(units(loaded, "web"), expected);
    EXPECT_EQ(loaded.text(loaded.service("web").units[2].file), "[Unit]\n");
}

TEST(ServiceDirectory, UnitsAndDropInsOfBothManagers) {
    const Loaded loaded = load(R"(== services/web/web.container
== services/web/web.container.d/10-more.conf
== services/web/container.d/all.conf
== services/web/units/user/renew.timer
== services/web/units/user/renew.service
== services/web/units/user/other.service.d/x.conf
== services/web/units/user/service.d/x.conf
== services/web/units/root/web-80.socket
== services/web/units/root/web-80.socket.d/y.conf
== services/web/units/root/mail@.service
)");
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(units(loaded, "web"),
              (Lines{"quadlet drop-in container.d/all.conf", "quadlet web.container",
                     "quadlet drop-in web.container.d/10-more.conf", "user drop-in other.service.d/x.conf",
                     "user renew.service", "user renew.timer", "user drop-in service.d/x.conf", "root mail@.service",
                     "root web-80.socket", "root drop-in web-80.socket.d/y.conf"}));
}

TEST(ServiceDirectory, FilesKeepPathModeAndBytes) {
    model::Tree tree = tree_of(smallest_site);
    tree["services/web/files/site.conf"] = {.bytes = "server @@DOMAIN@@\n"};
    tree["services/web/files/bin/run"] = {.bytes = "#!/bin/sh\n", .executable = true};
    tree["services/web/files/logo.png"] = {.bytes = std::string("\x89PNG\0\xff", 6)};
    const Loaded loaded = load_tree(tree);
    EXPECT_EQ(loaded.findings(), Lines{});
    const std::vector<model::ConfigFile>& files = loaded.service("web").files;
    ASSERT_EQ(files.size(), 3u);
    EXPECT_EQ(files[0].path, "bin/run");
    EXPECT_TRUE(files[0].executable);
    EXPECT_EQ(files[1].path, "logo.png");
    EXPECT_TRUE(files[1].binary);
    EXPECT_EQ(files[1].bytes.size(), 6u);
    EXPECT_EQ(loaded.sources.path(files[1].file), "services/web/files/logo.png");
    EXPECT_EQ(files[2].path, "site.conf");
    EXPECT_FALSE(files[2].binary);
    EXPECT_EQ(loaded.text(files[2].file), "server @@DOMAIN@@\n");
}

TEST(ServiceDirectory, NeighboursWithACommonStartStayApart) {
    const Loaded loaded =
        load("== services/web/web.container\n== services/web-x/a.container\n== services/webx/b.container\n");
    EXPECT_EQ(loaded.site.services.size(), 3u);
    EXPECT_EQ(units(loaded, "web"), Lines{"quadlet web.container"});
    EXPECT_EQ(units(loaded, "web-x"), Lines{"quadlet a.container"});
}

struct Stray {
    std::string_view path;
    std::string_view help;
};

TEST(ServiceDirectory, AStrayFileIsAWarningThatSaysWhereItBelongs) {
    for (const Stray& stray : {
             Stray{"web.contianer", "a Quadlet file's name ends in its kind; did you mean `container`?"},
             Stray{"renew.timer",
                   "move it to units/user/ for the account's service manager, or to units/root/ for the system's"},
             Stray{"units/renew.timer",
                   "move it to units/user/ for the account's service manager, or to units/root/ for the system's"},
             Stray{"units/user/x.container", "move it to services/web/: Quadlet files stand beside service.toml"},
             Stray{"units/user/x.conf", "a unit's name ends in its kind, such as .service or .timer"},
             Stray{"web.container.d/10-more.txt", "a drop-in's name ends in .conf"},
             Stray{"web.service.d/a.conf",
                   "drop-ins for Quadlet files stand in x.container.d/, those for other units in units/user/ or "
                   "units/root/"},
             Stray{"Containerfile", "move it to services/web/image/"},
             Stray{"compose.prod.yaml",
                   "a service's Compose file is called compose.yaml, and what goes over it compose.override.yaml"},
             Stray{"servce.toml", "did you mean `service.toml`?"},
             Stray{"other.toml", "a service's settings stand in service.toml"},
             Stray{"file/site.conf", "did you mean `files`?"},
             Stray{"conf/site.conf",
                   "a service's directories are files/, image/, units/, proxy/ and drop-in directories such as "
                   "x.container.d/"},
             Stray{"Makefile",
                   "move it to files/ (configuration), image/ (build context) or units/ (further units), or remove it"},
             Stray{"web.env",
                   "secrets stand outside the site, in ../secrets/web/, and are listed in `[secrets] env`; other "
                   "settings may "
                   "move to files/"},
             Stray{"service.prod.toml", "no host has the stage `prod`"},
         }) {
        const Loaded loaded =
            load(concat("== services/web/web.container\n[Container]\n== services/web/", stray.path, "\nx\n"));
        EXPECT_EQ(loaded.findings(), Lines{concat("unknown-file services/web/", stray.path,
                                                  ":1:1 nothing uses `services/web/", stray.path, "`")});
        EXPECT_EQ(loaded.help(), stray.help) << stray.path;
        EXPECT_FALSE(loaded.report.has_errors()) << stray.path;
    }
}

TEST(ServiceDirectory, NotesAreNoStrays) {
    const Loaded loaded = load(
        "== services/web/web.container\n== services/web/README.md\n== services/web/NOTES.md\n== "
        "services/web/.gitignore\n"
        "== services/README\n== hosts/README.md\n== README.md\n== .github/workflows/x.yml\n== docs/x.txt\n");
    EXPECT_EQ(loaded.findings(), Lines{});
}

TEST(ServiceDirectory, FilesOutsideADirectoryOfTheSite) {
    EXPECT_EQ(load("== services/web.container\n").help(), "a service is a directory; move the file to services/NAME/");
    EXPECT_EQ(load("== images/Containerfile\n").help(), "an image is a directory; move the file to images/NAME/");
    EXPECT_EQ(load("== hosts/mouse.yaml\n").help(), "a host is one file hosts/NAME.toml");
    EXPECT_EQ(load("== service/web/web.container\n").help(), "did you mean `services`?");
    EXPECT_EQ(load("== nagaya.tml\n").help(), "did you mean `nagaya.toml`?");
}

TEST(ServiceDirectory, ADirectoryOfStraysIsNoService) {
    const Loaded loaded = load("== services/web/Makefile\nx\n");
    EXPECT_EQ(loaded.site.services.size(), 0u);
    EXPECT_EQ(loaded.codes(), Lines{"unknown-file"});
}

TEST(ServiceDirectory, NamesOfDirectoriesAndUnits) {
    EXPECT_EQ(load("== services/Web/web.container\n").findings(),
              Lines{"bad-name services/Web/web.container:1:1 `Web` is not a service's name"});
    EXPECT_EQ(load("== hosts/Mouse.toml\n").codes(), Lines{"bad-name"});
    EXPECT_EQ(load("== images/Base/Containerfile\nFROM scratch\n").codes(), Lines{"bad-name"});
    EXPECT_EQ(load("== services/web/my web.container\n").codes(), Lines{"bad-name"});
    EXPECT_EQ(load("== services/web/my web.container\n").service("web").units.size(), 0u);
    EXPECT_EQ(load("== services/web/files/a\x01b\n").codes(), Lines{"bad-name"});
}

}  // namespace
}  // namespace nagaya::load
