#include "host/foreign.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

using state::Kind;

/// A host with the account web (uid of this test, so that its files count as the account's), its Quadlet file and timer.
class ForeignFiles : public testing::Test {
protected:
    ForeignFiles() {
        put(Kind::account, "", "web",
            state::Account{.name = "web", .uid = geteuid(), .home = scratch.path("home"), .shell = {}, .groups = {}});
        file(concat("etc/containers/systemd/users/", geteuid(), "/web.container"));
        file("home/.config/systemd/user/clean.timer");
        for (const char* unit : {"web.service", "clean.timer"})
            put(Kind::unit, "web", unit, state::Unit{.account = "web", .name = unit, .inputs = {}});
        put(Kind::unit, "root", "n-web-port.socket",
            state::Unit{.account = "root", .name = "n-web-port.socket", .inputs = {}});
    }
    void put(Kind kind, const std::string& scope, const std::string& name, auto value) {
        state::Resource resource{.service = "web", .origin = {}, .role = {}, .value = std::move(value)};
        deployed.entries.emplace(state::ResourceId{.kind = kind, .scope = scope, .name = name},
                                 state::entry_of(resource));
        state.put({.kind = kind, .scope = scope, .name = name}, std::move(resource));
    }
    void file(const std::string& below) {
        scratch.put(below, "ours\n");
        put(Kind::file, "", scratch.path(below), state::File{.owner = {}, .mode = 0644, .content = {}});
    }
    std::vector<Foreign> find() {
        return find_foreign(state, deployed, {.etc = scratch.path("etc"), .run = scratch.path("run")});
    }
    /// "path: kind, unit, service" of everything found.
    std::vector<std::string> found() {
        constexpr const char* kinds[] = {"drop-in", "shadow", "addition", "mask"};
        std::vector<std::string> out;
        for (const Foreign& one : find())
            out.push_back(concat(one.path.substr(scratch.path().size() + 1), ": ", kinds[static_cast<size_t>(one.kind)],
                                 " ", one.unit, " ", one.service, " ", one.account));
        return out;
    }

    Scratch scratch;
    state::HostState state;
    state::Deployed deployed;
};

TEST_F(ForeignFiles, OursAreNone) { EXPECT_EQ(found(), std::vector<std::string>{}); }

TEST_F(ForeignFiles, FindsDropIns) {
    scratch.put("home/.config/systemd/user/web.service.d/a.conf", "[Service]\n");
    scratch.put("home/.config/systemd/user/service.d/b.conf", "");
    scratch.put("home/.config/systemd/user/web.service.d/readme.txt", "");
    scratch.put("etc/systemd/user/clean.timer.d/c.conf", "");
    scratch.put("etc/systemd/user/other.timer.d/d.conf", "");
    scratch.put("run/systemd/system.control/n-web-port.socket.d/e.conf", "");
    scratch.put(concat("etc/systemd/system/user@", geteuid(), ".service.d/f.conf"), "");
    scratch.put("home/.config/containers/systemd/web.container.d/g.conf", "");
    const std::string uid = concat(geteuid());
    EXPECT_EQ(found(),
              (std::vector<std::string>{
                  concat("etc/systemd/system/user@", uid, ".service.d/f.conf: drop-in user@", uid, ".service  root"),
                  "etc/systemd/user/clean.timer.d/c.conf: drop-in clean.timer web web",
                  "home/.config/containers/systemd/web.container.d/g.conf: drop-in web.container web web",
                  "home/.config/systemd/user/service.d/b.conf: drop-in service  web",
                  "home/.config/systemd/user/web.service.d/a.conf: drop-in web.service web web",
                  "run/systemd/system.control/n-web-port.socket.d/e.conf: drop-in n-web-port.socket web root",
              }));
    EXPECT_EQ(find()[4].text, "[Service]\n");
}

TEST_F(ForeignFiles, FindsMasksShadowsAndAdditions) {
    std::filesystem::create_directories(scratch.path("run/systemd/system"));
    std::filesystem::create_symlink("/dev/null", scratch.path("home/.config/systemd/user/web.service"));
    std::filesystem::create_symlink("/dev/null", scratch.path("run/systemd/system/n-web-port.socket"));
    scratch.put("home/.config/containers/systemd/web.container", "");
    scratch.put("home/.config/containers/systemd/deep/more.container", "");
    scratch.put("home/.config/systemd/user/mine.service", "");
    scratch.put("home/.config/systemd/user/default.target.wants/mine.service", "");
    scratch.put("etc/systemd/user/unrelated.service", "");
    EXPECT_EQ(found(), (std::vector<std::string>{
                           "home/.config/containers/systemd/deep/more.container: addition more.container  web",
                           "home/.config/containers/systemd/web.container: shadow web.container web web",
                           "home/.config/systemd/user/mine.service: addition mine.service  web",
                           "home/.config/systemd/user/web.service: mask web.service web web",
                           "run/systemd/system/n-web-port.socket: mask n-web-port.socket web root",
                       }));
}

TEST_F(ForeignFiles, TellsNoContentThatIsNotEverybodys) {
    const std::string directory = "home/.config/systemd/user/web.service.d/";
    scratch.put(directory + "a-private.conf", "x");
    ASSERT_EQ(chmod(scratch.path(directory + "a-private.conf").c_str(), 0600), 0);
    scratch.put("elsewhere", "x");
    ASSERT_EQ(link(scratch.path("elsewhere").c_str(), scratch.path(directory + "b-linked.conf").c_str()), 0);
    std::filesystem::create_symlink(scratch.path("elsewhere"), scratch.path(directory + "c-link.conf"));
    scratch.put(directory + "d-large.conf", std::string(100'000, 'x'));
    ASSERT_EQ(mkfifo(scratch.path(directory + "e-fifo.conf").c_str(), 0644), 0);
    const std::vector<Foreign> all = find();
    ASSERT_EQ(all.size(), 5U);
    for (const Foreign& one : all) EXPECT_FALSE(one.text) << one.path;
}

TEST_F(ForeignFiles, FollowsNoLinksAndEndsSomewhere) {
    scratch.put("elsewhere/web.service.d/a.conf", "");
    std::filesystem::create_symlink(scratch.path("elsewhere/web.service.d"),
                                    scratch.path("home/.config/systemd/user/web.service.d"));
    for (int i = 0; i < 500; ++i) scratch.put(concat("home/.config/systemd/user/clean.timer.d/", i, ".conf"), "");
    EXPECT_EQ(find().size(), 200U);
}

}  // namespace
}  // namespace nagaya::host
