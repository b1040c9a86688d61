#include "host/generator_check.hpp"

#include <gtest/gtest.h>

namespace nagaya::host {
namespace {

TEST(GeneratorOutput, FindsEachComplaint) {
    const auto errors = parse_generator_errors(
        "quadlet-generator[106]: Loading source unit file /q/k.kube\n"
        "quadlet-generator[106]: converting \"k.kube\": no Yaml key specified\n"
        "converting \"web.container\": unsupported key 'Foo' in group 'Container' in /q/web.container\n"
        "quadlet-generator[98]: error loading \"/q/syn.container\", file contains line 1: “[Container” which is not a "
        "key-value pair\n"
        "Disabling network\nconverting \"\n");
    ASSERT_EQ(errors.size(), 3U);
    EXPECT_EQ(errors[0], (GeneratorError{.file = "k.kube", .message = "no Yaml key specified"}));
    EXPECT_EQ(errors[1].file, "web.container");
    EXPECT_EQ(errors[1].message, "unsupported key 'Foo' in group 'Container' in /q/web.container");
    EXPECT_EQ(errors[2].file, "/q/syn.container");
    EXPECT_TRUE(errors[2].message.starts_with("file contains line 1"));
}

TEST(GeneratorOutput, NamesTheUnits) {
    EXPECT_EQ(parse_generated_units("---web.service---\n[Unit]\nX=---\n\n---n-network.service---\n------\n"),
              (std::set<std::string>{"web.service", "n-network.service"}));
}

state::HostState state_of(const std::string& quadlet, const std::string& unit) {
    state::HostState desired;
    desired.put({state::Kind::file, "", "/etc/containers/systemd/users/901/web.container"},
                {.service = "web",
                 .origin = {},
                 .role = "web.container",
                 .value = state::File{.owner = {}, .mode = 0644, .content = state::Content::of(quadlet)}});
    desired.put({state::Kind::unit, "web", unit}, {.service = "web",
                                                   .origin = {},
                                                   .role = {},
                                                   .value = state::Unit{.account = "web", .name = unit, .inputs = {}}});
    return desired;
}

TEST(Generator, AUnitThatIsThereMayNotVanish) {
    const state::HostState desired = state_of("[Container]\nImage=localhost/x\n", "web.service");
    // A drop-in says ServiceName=foo.
    const std::vector<Problem> problems = find_missing_units(desired, desired, {"foo.service"});
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_TRUE(problems[0].message.starts_with("the unit `web.service` would vanish")) << problems[0].message;
    EXPECT_TRUE(find_missing_units(desired, desired, {"web.service"}).empty());
}

TEST(Generator, AUnitOfNobodysFileMayBeThereAlready) {
    const state::HostState desired = state_of("[Container]\nImage=localhost/x\n", "theirs.service");
    EXPECT_TRUE(find_missing_units(desired, desired, {"web.service"}).empty());
    EXPECT_EQ(find_missing_units(desired, {}, {"web.service"}).size(), 1U);
    const state::HostState named = state_of("[Service]\nServiceName = foo\n", "foo.service");
    EXPECT_EQ(find_missing_units(named, named, {"web.service"}).size(), 1U);
}

TEST(Generator, ATemplateMakesItsInstances) {
    EXPECT_TRUE(find_missing_units(state_of("", "x@1.service"), {}, {"x@.service"}).empty());
}

TEST(Generator, JudgesWithTheHostsOwn) {
    if (!find_generator()) GTEST_SKIP() << "no Quadlet generator on this machine";
    EXPECT_TRUE(check_with_generator(state_of("[Container]\nImage=localhost/x\n", "web.service"), {}).empty());
    const auto unknown_key =
        check_with_generator(state_of("[Container]\nImage=localhost/x\nFoo=1\n", "web.service"), {});
    ASSERT_EQ(unknown_key.size(), 1U);
    EXPECT_EQ(unknown_key[0].service, "web");
    EXPECT_TRUE(unknown_key[0].message.contains("/etc/containers/systemd/users/901/web.container"))
        << unknown_key[0].message;
    const auto missing = check_with_generator(state_of("[Container]\nImage=localhost/x\n", "other.service"), {});
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_EQ(missing[0].message, "no file makes the unit `other.service`");
}

TEST(Generator, ItsAbsenceIsAProblemOnlyForQuadlets) {
    EXPECT_TRUE(check_with_generator({}, {}).empty());
    if (find_generator()) GTEST_SKIP() << "there is one here";
    EXPECT_EQ(check_with_generator(state_of("[Container]\n", "web.service"), {}).size(), 1U);
}

}  // namespace
}  // namespace nagaya::host
