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
    const auto& secrets = loaded.service("web").secrets;
    ASSERT_EQ(secrets.size(), 2u);
    EXPECT_EQ(secrets[0].text, "PASSWORD=swordfish\n");
    EXPECT_EQ(secrets[0].source, model::SecretSource::plain);
    EXPECT_EQ(secrets[1].text, std::nullopt);
    EXPECT_EQ(secrets[1].source, model::SecretSource::none);
}

TEST(Secrets, AMistakeInOneIsToldWithoutItsText) {
    const Loaded loaded = load_with("A=1\nswordfish\n");
    ASSERT_EQ(loaded.codes(), Lines{"env-syntax"});
    EXPECT_TRUE(
        loaded.findings()[0].starts_with("env-syntax services/web/service.toml:2:8 <\"web.env\"> line 2 of `web.env`"));
    EXPECT_FALSE(render_text(loaded.sources, loaded.report, {}).contains("swordfish"));
    EXPECT_FALSE(render_json(loaded.sources, loaded.report).contains("swordfish"));
}

TEST(Secrets, AnEncryptedOneGoesBeforeAPlainOne) {
    model::Tree tree = tree_of(smallest_site);
    tree["services/web/service.toml"].bytes = "[secrets]\nfiles = [\"key:101\"]\nroot = [\"a.env\"]\n";
    tree["secrets/web/key.age"].bytes = std::string("\0age", 4);
    const Loaded loaded = load_tree(tree, "", {{"web/key", {.bytes = "clear"}}});
    EXPECT_EQ(loaded.findings(), Lines{});
    const auto& secrets = loaded.service("web").secrets;
    ASSERT_EQ(secrets.size(), 2u);
    EXPECT_EQ(secrets[0].source, model::SecretSource::age);
    EXPECT_EQ(secrets[0].text, std::nullopt);
    EXPECT_EQ(secrets[0].owner, 101u);
    EXPECT_EQ(secrets[1].kind, model::SecretKind::root);
    EXPECT_TRUE(loaded.site.secret_files.at("web/key").age);
}

TEST(Secrets, WhatAHostReadIsTakenWithoutItsTextInMessages) {
    Loaded loaded = load_with("A=1\n");
    model::Secret secret = loaded.service("web").secrets[0];
    take_decrypted(secret, "swordfish\n", "web", loaded.report);
    EXPECT_EQ(loaded.codes(), Lines{"env-syntax"});
    EXPECT_FALSE(render_text(loaded.sources, loaded.report, {}).contains("swordfish"));
    secret.kind = model::SecretKind::file;
    take_decrypted(secret, std::string("\0\xff", 2), "web", loaded.report);
    EXPECT_EQ(loaded.codes(), Lines{"env-syntax"});
    EXPECT_EQ(secret.text, std::string("\0\xff", 2));
}

TEST(Secrets, ListedTwice) {
    model::Tree tree = tree_of(smallest_site);
    tree["services/web/service.toml"].bytes = "[secrets]\nenv = [\"a.env\"]\nfiles = [\"a.env\"]\nroot = [\"a.env\"]\n";
    EXPECT_EQ(load_tree(tree, "", {}).codes(), Lines{"duplicate-secret"});
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
