// Env files with secrets come beside the tree, and their text goes nowhere but into the model.
#include <gtest/gtest.h>

#include "loaded.hpp"

namespace nagaya::load {
namespace {

Loaded load_with(std::string_view bytes, std::string problem = {}) {
    model::Tree tree = tree_of(smallest_site);
    tree["services/web/service.toml"].bytes = "[secrets]\nenv = [\"web.env\", \"more.env\"]\n";
    const model::Tree secrets = {{"web/web.env", {.bytes = std::string(bytes), .problem = std::move(problem)}},
                                 {"web/unused.env", {.bytes = "A=1\n"}}};
    return load_tree(tree, "", secrets);
}

TEST(Secrets, ThoseThatAreListedAndThere) {
    const Loaded loaded = load_with("PASSWORD=swordfish\n");
    EXPECT_EQ(loaded.findings(), Lines{});
    const auto& texts = loaded.service("web").secret_texts;
    ASSERT_EQ(texts.size(), 1u);
    EXPECT_EQ(texts.at("web.env"), "PASSWORD=swordfish\n");
}

TEST(Secrets, AMistakeInOneIsToldWithoutItsText) {
    const Loaded loaded = load_with("A=1\nswordfish\n");
    ASSERT_EQ(loaded.codes(), Lines{"env-syntax"});
    EXPECT_TRUE(
        loaded.findings()[0].starts_with("env-syntax services/web/service.toml:2:8 <\"web.env\"> line 2 of `web.env`"));
    EXPECT_FALSE(render_text(loaded.sources, loaded.report, {}).contains("swordfish"));
    EXPECT_FALSE(render_json(loaded.sources, loaded.report).contains("swordfish"));
}

TEST(Secrets, UnreadableOnes) {
    EXPECT_EQ(
        load_with("", "cannot be read: Permission denied").findings(),
        Lines{"unreadable-file services/web/service.toml:2:8 <\"web.env\"> secret `web.env` cannot be read: Permission "
              "denied"});
    EXPECT_EQ(load_with("A=\xff\xfe\n").codes(), Lines{"unreadable-file"});
}

}  // namespace
}  // namespace nagaya::load
