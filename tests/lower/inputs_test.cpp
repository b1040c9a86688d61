#include "lower/lowered.hpp"

#include <chrono>

namespace nagaya::lower {
namespace {

Lines inputs_of(std::string_view lines, std::string_view more) {
    return lower(concat("== services/web/web.container\n[Container]\nImage=x.image\n", lines, more))
        .inputs("web", "web.service");
}

constexpr std::string_view files =
    "== services/web/files/site.conf\nx\n== services/web/files/html/a\nx\n== services/web/files/html/b\nx\n";

TEST(Inputs, AreTheFilesThatStandInTheText) {
    EXPECT_EQ(inputs_of("Volume=@@FILES_PATH@@/site.conf:/etc/x:ro\n", files),
              (Lines{"files/site.conf", "web.container"}));
    EXPECT_EQ(inputs_of("", files), Lines{"web.container"});
}

TEST(Inputs, AreSeenBehindTheMarksOfSystemd) {
    for (const std::string_view mark : {"-", "@", "+", "!", "!!", "|", "-+", "\"-"}) {
        EXPECT_EQ(inputs_of(concat("EnvironmentFile=", mark, "@@FILES_PATH@@/site.conf\n"), files),
                  (Lines{"files/site.conf", "web.container"}))
            << mark;
    }
    EXPECT_EQ(inputs_of("Label=a-@@FILES_PATH@@/site.conf\n", files), Lines{"web.container"});
}

TEST(Inputs, AreTheFilesBelowADirectory) {
    EXPECT_EQ(inputs_of("Volume=@@FILES_PATH@@/html/:/srv\n", files),
              (Lines{"files/html/a", "files/html/b", "web.container"}));
    EXPECT_EQ(inputs_of("Volume=@@FILES_PATH@@/htm:/srv\n", files), Lines{"web.container"});
}

TEST(Inputs, AreNotTheWholeHost) {
    EXPECT_EQ(inputs_of("Volume=/:/host:ro\nVolume=/srv:/srv\nVolume=/srv/nagaya:/n\n", files), Lines{"web.container"});
}

TEST(Inputs, AreTheQuadletsItNames) {
    EXPECT_EQ(inputs_of("Network=lan.network:alias=x\nVolume=db.volume:/db\n",
                        "== services/web/lan.network\n[Network]\n== services/web/db.volume\n[Volume]\n"),
              (Lines{"db.volume", "lan.network", "web.container"}));
}

TEST(Inputs, AreTheEnvironmentFilesOfContainersOnly) {
    const Lowered lowered = lower(concat(web, "== services/web/units/user/a.service\n[Service]\nExecStart=/bin/true\n",
                                         "== services/web/service.toml\n[secrets]\nenv = [\"x.env\"]\n"),
                                  {{"web/x.env", {.bytes = "A=1\n"}}});
    EXPECT_EQ(lowered.inputs("web", "a.service"), Lines{"a.service"});
    const Lines container = lowered.inputs("web", "web.service");
    EXPECT_TRUE(std::ranges::find(container, "secrets/x.env") != container.end());
}

TEST(Inputs, NameTheServiceOfAnothersFile) {
    const Lowered lowered = lower(concat(web, files,
                                         "== services/api/api.container\n[Container]\nImage=x.image\n"
                                         "Volume=@@INSTALL_ROOT@@/web/files/site.conf:/x\n"));
    EXPECT_EQ(lowered.inputs("api", "api.service"), (Lines{"api.container", "web: files/site.conf"}));
}

TEST(UsedBy, IsTheSameTheOtherWayRound) {
    const Lowered lowered = lower(concat(web, "Volume=@@FILES_PATH@@/html:/x\n", files));
    size_t links = 0;
    for (const auto& [id, users] : lowered.state.used_by) {
        for (const state::ResourceId& user : users) {
            const auto* unit = lowered.state.get<state::Unit>(user);
            ASSERT_NE(unit, nullptr);
            const state::Resource* resource = lowered.state.find(id);
            EXPECT_TRUE(unit->inputs.contains(state::input_label(*resource, "web"))) << id.text();
            ++links;
        }
    }
    EXPECT_EQ(links, 4U);  // the text, the image, two files
}

/// A site of `count` services with the files, units and mounts that services have.
std::string many(size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) {
        text += concat("== services/s", i, "/s.container\n[Container]\nImage=docker.io/library/x:1\n",
                       "Volume=@@FILES_PATH@@:/x\nVolume=@@DATA_PATH@@/db:/db\n== services/s", i,
                       "/files/a\nx\n== services/s", i, "/service.toml\n[[port]]\nname = \"http\"\n");
    }
    return text;
}

TEST(Lowering, OfManyServicesIsLinear) {
    const auto seconds = [](size_t count) {
        model::Tree tree =
            load::tree_of(concat("== nagaya.toml\n[site]\nname = \"home\"\n[accounts]\nuids = [2000, 60000]\n"
                                 "loopback_ports = [20000, 60000]\n[retention]\nprune = \"never\"\n",
                                 many(count)));
        std::string list;
        for (size_t i = 0; i < count; ++i) list += concat(i == 0 ? "" : ",\n", "\"s", i, '"');
        tree["hosts/mouse.toml"].bytes = concat("os = \"debian\"\nservices = [", list, "]\n");
        load::Loaded loaded = load::load_tree(tree);
        load::complete_lock(loaded.site, loaded.report);
        const auto start = std::chrono::steady_clock::now();
        const state::HostState state =
            lower_host(loaded.site, loaded.site.hosts.at("mouse"), loaded.sources, loaded.report);
        EXPECT_EQ(state.services.size(), count + 1);  // and nagaya itself
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    // Eight times the services: quadratic work would take 64 times as long.
    const double small = seconds(250);
    EXPECT_LT(seconds(2000), 24 * small);
}

}  // namespace
}  // namespace nagaya::lower
