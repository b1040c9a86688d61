// One clear error for each bad file, at its place; the rest of the site is read all the same.
#include <gtest/gtest.h>

#include "loaded.hpp"

namespace nagaya::load {
namespace {

TEST(BadInput, NoSite) {
    const Loaded loaded = load_tree({});
    EXPECT_EQ(loaded.findings(),
              Lines{"missing-site nagaya.toml:1:1 there is no `nagaya.toml` here, so this directory is not a "
                    "site"});
}

TEST(BadInput, FilesThatCouldNotBeRead) {
    for (std::string_view path :
         {"nagaya.toml", "nagaya.lock", "hosts/a.toml", "services/web/service.toml", "services/web/web.container",
          "services/web/units/user/x.timer", "services/web/files/x", "services/web/image/Containerfile",
          "images/base/Containerfile"}) {
        const Loaded loaded = load(concat("== ", path, " (is larger than 4 MiB)\n"));
        EXPECT_EQ(loaded.findings(), Lines{concat("unreadable-file ", path, ":1:1 `", path, "` is larger than 4 MiB")});
    }
}

TEST(BadInput, JunkInsteadOfText) {
    const std::string junk(
        "\x7f"
        "ELF\0\xff\xfe",
        7);
    for (std::string_view path : {"nagaya.toml", "nagaya.lock", "hosts/a.toml", "services/web/service.toml",
                                  "services/web/web.container", "services/web/image/Containerfile"}) {
        model::Tree tree = tree_of(smallest_site);
        tree[std::string(path)] = {.bytes = junk};
        const Loaded loaded = load_tree(tree);
        ASSERT_EQ(loaded.codes().size(), 1u) << path;
        EXPECT_EQ(loaded.report.errors(), 1u) << path;
    }
}

TEST(BadInput, TruncatedToml) {
    const Loaded loaded = load_manifest("description = \"x\"\n[account\n");
    EXPECT_EQ(loaded.codes(), Lines{"toml-syntax"});
    EXPECT_EQ(loaded.service("web").account.value, "web");
}

TEST(BadInput, ABrokenFileDoesNotHideTheOthers) {
    const Loaded loaded = load(
        "== nagaya.toml\n[site\n== hosts/a.toml\nservices = [\n== services/a/service.toml\nx = 1\n"
        "== services/b/b.container (cannot be read: Permission denied)\n");
    EXPECT_EQ(loaded.codes().size(), 4u);
    EXPECT_EQ(loaded.site.services.size(), 2u);
}

TEST(BadInput, LoadingTwiceIsTheSame) {
    const std::string_view text =
        "== services/a/service.toml\nfoo = 1\n[[port]]\nlisten = 0\n== services/b/Makefile\n== "
        "services/c/c.container\n";
    const Loaded once = load(text);
    const Loaded again = load(text);
    EXPECT_EQ(once.findings(), again.findings());
    EXPECT_EQ(render_text(once.sources, once.report, {}), render_text(again.sources, again.report, {}));
    EXPECT_EQ(print_lock(once.site.lock), print_lock(again.site.lock));
}

}  // namespace
}  // namespace nagaya::load
