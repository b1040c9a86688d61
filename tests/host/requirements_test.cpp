#include "host/requirements.hpp"

#include <gtest/gtest.h>

namespace nagaya::host {
namespace {

using state::Requirement;

TEST(MountPoints, ReadsThemWithTheirBlanks) {
    EXPECT_EQ(
        parse_mount_points(
            "22 1 0:5 / /proc rw - proc proc rw\n23 1 8:1 / /mnt/a\\040b\\134c rw - ext4 /dev/sda rw\nshort 1 2\n"),
        (std::set<std::string>{"/proc", "/mnt/a b\\c"}));
}

std::vector<Problem> problems_of(Requirement::Kind kind, const std::string& subject) {
    state::HostState desired;
    desired.requirements.push_back(
        {.kind = kind, .service = "web", .subject = subject, .detail = "tcp", .owner = {}, .group = {}, .origin = {}});
    return unmet_requirements(desired, {}, {});
}

TEST(Requirements, Mounts) {
    EXPECT_TRUE(problems_of(Requirement::Kind::mounted, "/proc").empty());
    ASSERT_EQ(problems_of(Requirement::Kind::mounted, "/no/such/mount").size(), 1U);
    EXPECT_EQ(problems_of(Requirement::Kind::mounted, "/no/such/mount")[0].service, "web");
}

TEST(Requirements, OwnerOfAMount) {
    state::HostState desired;
    desired.requirements.push_back({.kind = Requirement::Kind::mounted,
                                    .service = {},
                                    .subject = "/proc",
                                    .detail = {},
                                    .owner = "web",
                                    .group = "0",
                                    .origin = {}});
    const auto problems = unmet_requirements(desired, {}, {});
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].message, "`/proc` belongs to `0`, not to `web`");
}

TEST(Requirements, Programs) {
    EXPECT_TRUE(problems_of(Requirement::Kind::program, "sh").empty());
    EXPECT_EQ(problems_of(Requirement::Kind::program, "no-such-program").size(), 1U);
}

TEST(Requirements, ASecretIsAlwaysMissing) {
    EXPECT_EQ(problems_of(Requirement::Kind::secret, "web/secrets.env").size(), 1U);
}

}  // namespace
}  // namespace nagaya::host
