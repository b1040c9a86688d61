#include "app/host_checks.hpp"

#include <gtest/gtest.h>

namespace nagaya::app {
namespace {

TEST(HostChecks, know_the_system_by_its_release_file) {
    EXPECT_EQ(os_of("NAME=\"Debian\"\nID=debian\n"), "debian");
    EXPECT_EQ(os_of("ID=\"opensuse-microos\"\n"), "microos");
    EXPECT_EQ(os_of("ID=\"opensuse-tumbleweed\"\n"), "tumbleweed");
    EXPECT_EQ(os_of("ID=fedora\nVARIANT_ID=coreos\n"), "coreos");
    EXPECT_EQ(os_of("ID=fedora\nVARIANT_ID=server\n"), "fedora");
    EXPECT_EQ(os_of("ID_LIKE=debian\n"), "");
}

TEST(HostChecks, tell_which_controllers_are_missing) {
    EXPECT_EQ(missing_controllers("cpu memory pids", {"cpu", "io", "memory"}), std::vector<std::string>{"io"});
    EXPECT_TRUE(missing_controllers("cpu cpuset io", {"cpu", "io"}).empty());
    EXPECT_EQ(missing_controllers("cpuset", {"cpu"}), std::vector<std::string>{"cpu"});
}

}  // namespace
}  // namespace nagaya::app
