#include "emit/first_boot.hpp"

#include <gtest/gtest.h>

#include "state/generation.hpp"

namespace nagaya::emit {
namespace {

TEST(FirstBoot, SealedSecretsComeBack) {
    const std::vector<SealedSecret> secrets = {{.service = "web",
                                                .name = "db.env",
                                                .path = "/run/nagaya-secrets/x/web/db.env",
                                                .owner = {.uid = 2000, .gid = 2001},
                                                .encrypted = "age…",
                                                .variables = {{{"DOMAIN", "x.test"}}}}};
    const auto read = parse_sealed(print_sealed(secrets));
    ASSERT_TRUE(read.has_value());
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ(read->front().path, secrets.front().path);
    EXPECT_EQ(read->front().owner, secrets.front().owner);
    EXPECT_EQ(read->front().encrypted, secrets.front().encrypted);
    EXPECT_EQ(read->front().variables, secrets.front().variables);
}

TEST(FirstBoot, SecretsGoNowhereElse) {
    for (const char* path : {"/etc/shadow", "/run/nagaya-secrets/../shadow", "/run/nagaya-secrets/a/.."}) {
        const auto read = parse_sealed(
            print_sealed({{.service = "a", .name = "b", .path = path, .owner = {}, .encrypted = {}, .variables = {}}}));
        EXPECT_FALSE(read.has_value()) << path;
    }
    EXPECT_FALSE(parse_sealed("{\"version\":2}").has_value());
    EXPECT_FALSE(parse_sealed("[").has_value());
}

TEST(FirstBoot, TheDocumentHasNoSecrets) {
    state::HostState state;
    state.prefix = "x";
    state.put({.kind = state::Kind::file, .scope = {}, .name = "/run/nagaya-secrets/x/a/b"},
              {.service = "a",
               .origin = {},
               .role = "secrets/b",
               .value = state::File{.owner = {}, .content = state::Content::secret("s")}});
    state.put({.kind = state::Kind::file, .scope = {}, .name = "/etc/a"},
              {.service = "a",
               .origin = {},
               .role = "a",
               .value = state::File{.owner = {}, .content = state::Content::of("t")}});
    const auto generation = state::parse_generation(print_rendered(state));
    ASSERT_TRUE(generation.has_value());
    EXPECT_EQ(generation->state.resources().size(), 1U);
    EXPECT_EQ(generation->deployed.entries.size(), 1U);
}

TEST(FirstBoot, EndsWithAStartAfterTheManagers) {
    state::HostState state;
    state.prefix = "x";
    state.put({.kind = state::Kind::account, .scope = {}, .name = "web"},
              {.service = "web",
               .origin = {},
               .role = {},
               .value = state::Account{.name = "web", .uid = 2000, .home = {}, .shell = {}, .groups = {}}});
    const std::string unit = first_start_unit(state);
    for (const char* line : {"After=x-first-boot.service\n", "After=user@2000.service\n", "Type=exec\n",
                             "ConditionPathExists=|/var/lib/nagaya/x/first-start\n"})
        EXPECT_TRUE(unit.contains(line)) << line << unit;
    // A boot that failed has to be told of as well.
    EXPECT_TRUE(unit.contains("ConditionPathExists=|/var/lib/nagaya/x/rendered.json\n")) << unit;
    EXPECT_TRUE(first_boot_unit(state).contains("Before=user@2000.service\n"));
}

}  // namespace
}  // namespace nagaya::emit
