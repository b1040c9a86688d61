#include "load/makefile_tree.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace nagaya::load {
namespace {

model::Tree tree_of(std::initializer_list<std::pair<const char*, const char*>> files) {
    model::Tree tree;
    for (const auto& [path, bytes] : files) tree[path].bytes = bytes;
    return tree;
}

TEST(MakefileTree, PutsEachFileWhereASiteHasIt) {
    const ImportedTree made = import_makefile_tree(
        tree_of({{"mk/services.mk", "deploy:\n"},
                 {"nginx_rp/Makefile", "include ../mk/services.mk\n"},
                 {"nginx_rp/README.md", "# nginx\n"},
                 {"nginx_rp/home/.config/containers/systemd/nginx.container", "[Container]\n"},
                 {"nginx_rp/home/.config/containers/systemd/nginx.container.d/10-x.conf", "[Service]\n"},
                 {"nginx_rp/home/.config/systemd/user/daily.timer", "[Timer]\n"},
                 {"nginx_rp/home/.config/systemd/user/timers.target.wants/daily.timer", "[Timer]\n"},
                 {"nginx_rp/home/.bashrc", "x\n"},
                 {"nginx_rp/systemd/http.socket", "A=@@SERVICE_PATH@@/a:@@SERVICE_PATH@@/b @@X@@"},
                 {"nginx_rp/container/Containerfile", "FROM x\n"},
                 {"nginx_rp/config/site.conf", "server {}\n"},
                 {"nginx_rp/config/.env", "SECRET=1\n"}}),
        "home", "mouse");
    const auto& files = made.files;
    EXPECT_EQ(made.services, (std::map<std::string, std::string>{{"nginx_rp", "nginx-rp"}}));
    EXPECT_EQ(files.at("services/nginx-rp/nginx.container"), "[Container]\n");
    EXPECT_EQ(files.at("services/nginx-rp/nginx.container.d/10-x.conf"), "[Service]\n");
    EXPECT_EQ(files.at("services/nginx-rp/units/user/daily.timer"), "[Timer]\n");
    EXPECT_EQ(files.at("services/nginx-rp/units/root/http.socket"),
              "A=@@SERVICE_PATH@@/files/a:@@SERVICE_PATH@@/files/b @@X@@");
    EXPECT_EQ(files.at("services/nginx-rp/image/Containerfile"), "FROM x\n");
    EXPECT_EQ(files.at("services/nginx-rp/files/config/site.conf"), "server {}\n");
    EXPECT_EQ(files.at("services/nginx-rp/README.md"), "# nginx\n");
    EXPECT_EQ(files.at("services/nginx-rp/service.toml"), "[account]\nname = \"nginx_rp\"\n");
    EXPECT_EQ(files.at("hosts/mouse.toml"), "services = [\"nginx-rp\"]\n");
    EXPECT_EQ(files.at("nagaya.toml"), "[site]\nname = \"home\"\n");
    EXPECT_EQ(files.size(), 10U);
    for (const char* path : {"mk/services.mk", "nginx_rp/Makefile", "nginx_rp/config/.env", "nginx_rp/home/.bashrc",
                             "nginx_rp/home/.config/systemd/user/timers.target.wants/daily.timer"})
        EXPECT_TRUE(made.left_behind.contains(path)) << path;
    EXPECT_EQ(made.left_behind.size(), 5U);
}

TEST(MakefileTree, NamesThatCannotBeAreTold) {
    const ImportedTree made = import_makefile_tree(
        tree_of({{"a_b/Makefile", ""}, {"a-b/Makefile", ""}, {"Big Name/systemd/x.service", ""}}), "home", "mouse");
    EXPECT_EQ(made.services, (std::map<std::string, std::string>{{"a-b", "a-b"}}));
    EXPECT_TRUE(made.left_behind.contains("a_b/"));
    EXPECT_TRUE(made.left_behind.contains("Big Name/"));
    EXPECT_FALSE(made.left_behind.contains("Big Name/systemd/x.service"));
}

/// Every file of the tree is in the site, or it or its directory is named.
void expect_nothing_lost(const model::Tree& tree, const ImportedTree& made) {
    for (const auto& [path, file] : tree) {
        bool found = made.left_behind.contains(path) || made.left_behind.contains(path.substr(0, path.find('/') + 1));
        for (const auto& [to, text] : made.files) found = found || text == file.bytes;
        EXPECT_TRUE(found) << path;
    }
}

TEST(MakefileTree, LosesNothingUnsaid) {
    model::Tree tree;
    const auto add = [&](const char* path) { tree[path].bytes = concat("bytes of ", path); };
    for (const auto path : {"AGENTS.md",
                            "Makefile",
                            "mk/services.mk",
                            "scripts/deploy.sh",
                            "docs/a/b.md",
                            "web_rp/Makefile",
                            "web_rp/AGENTS.md",
                            "web_rp/https_web.conf",
                            "web_rp/service.toml",
                            "web_rp/files/x",
                            "web_rp/image/x",
                            "web_rp/html/index.html",
                            "web_rp/container/Containerfile",
                            "web_rp/container/conf/a.conf",
                            "web_rp/config/.gitkeep",
                            "web_rp/LICENSE",
                            "web_rp/home/.config/containers/systemd/web.container",
                            "web_rp/home/.config/containers/systemd/sub/web.container",
                            "web_rp/home/.config/containers/systemd/sub/db.container",
                            "web_rp/home/.config/containers/systemd/sub/db.container.d/1.conf",
                            "web_rp/home/.config/containers/systemd/container.d/1.conf",
                            "web_rp/home/.config/containers/systemd/renew.timer",
                            "web_rp/home/.config/containers/systemd/.gitkeep",
                            "web_rp/home/.config/containers/systemd/notes.txt",
                            "web_rp/home/.config/systemd/user/a.service",
                            "web_rp/home/.config/systemd/user/a.service.d/x.conf",
                            "web_rp/home/.config/systemd/user/a.service.d/x.txt",
                            "web_rp/home/bin/run",
                            "web_rp/systemd/p.socket",
                            "web_rp/systemd/README.md",
                            "web_rp/systemd/x.container",
                            "web_rp/.env-user",
                            "web_rp/.env.sample",
                            "rpm/rpmbuild/VERSION.mk",
                            "rpm/container/Containerfile",
                            "rpm/out/x.rpm",
                            "Bad Name/Makefile",
                            "Bad Name/x"})
        add(path);
    tree["web_rp/html/link"].problem = "is a symbolic link that leaves the site";
    const ImportedTree made = import_makefile_tree(tree, "home", "mouse");
    expect_nothing_lost(tree, made);
    const auto at = [&](const char* to) { return made.files.contains(to) ? made.files.at(to) : "nothing"; };
    EXPECT_EQ(at("services/web-rp/files/https_web.conf"), "bytes of web_rp/https_web.conf");
    EXPECT_EQ(at("services/web-rp/files/service.toml"), "bytes of web_rp/service.toml");
    EXPECT_EQ(at("services/web-rp/db.container.d/1.conf"),
              "bytes of web_rp/home/.config/containers/systemd/sub/db.container.d/1.conf");
    EXPECT_EQ(at("services/web-rp/units/user/renew.timer"),
              "bytes of web_rp/home/.config/containers/systemd/renew.timer");
    EXPECT_EQ(at("services/web-rp/units/root/p.socket"), "bytes of web_rp/systemd/p.socket");
    EXPECT_EQ(at("services/web-rp/units/root/x.container"), "nothing");
    for (const auto left : {"web_rp/.env-user", "web_rp/.env.sample", "web_rp/systemd/README.md", "Makefile",
                            "AGENTS.md", "web_rp/home/.config/systemd/user/a.service.d/x.txt"})
        EXPECT_TRUE(made.left_behind.contains(left)) << left;
    // Of two units of one name one is taken and the other told.
    EXPECT_TRUE(made.left_behind.contains("web_rp/home/.config/containers/systemd/sub/web.container") !=
                made.left_behind.contains("web_rp/home/.config/containers/systemd/web.container"));
}

TEST(MakefileTree, ImagesAndPlacesGetTheirNewNames) {
    model::Tree tree =
        tree_of({{"web_rp/container/Containerfile", "FROM localhost/base:dev\nFROM localhost/base:devel\n"},
                 {"base/container/Containerfile", "FROM x\n"},
                 {"web_rp/container/run.sh", "x"},
                 {"web_rp/systemd/a.service",
                  "localhost/web_rp:dev localhost/web_rp:1 localhost/web_rpx:dev localhost/other "
                  "@@SERVICE_PATH@@/container/run.sh @@SERVICE_PATH@@/containers"}});
    tree["web_rp/container/run.sh"].executable = true;
    const ImportedTree made = import_makefile_tree(tree, "home", "mouse");
    EXPECT_EQ(made.files.at("services/web-rp/units/root/a.service"),
              "localhost/web-rp localhost/web-rp:1 localhost/web_rpx:dev localhost/other "
              "@@SERVICE_PATH@@/image/run.sh @@SERVICE_PATH@@/files/containers");
    EXPECT_EQ(made.files.at("services/web-rp/image/Containerfile"), "FROM localhost/base\nFROM localhost/base:devel\n");
    EXPECT_EQ(made.executables, std::set<std::string>{"services/web-rp/image/run.sh"});
}

}  // namespace
}  // namespace nagaya::load
