#include "load/makefile_tree.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace nagaya::load
