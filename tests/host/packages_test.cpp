#include "host/packages.hpp"

#include <gtest/gtest.h>

namespace nagaya::host {
namespace {

constexpr Package uidmap{.debian = "uidmap", .fedora = "shadow-utils", .suse = "shadow"};

TEST(Packages, ImageBasedSystemsTakeThemInATransaction) {
    EXPECT_EQ(install_command("microos", uidmap), "`transactional-update pkg install shadow`, then reboot");
    EXPECT_EQ(install_command("coreos", uidmap), "`rpm-ostree install shadow-utils`, then `systemctl reboot`");
}

TEST(Packages, EachFamilyHasItsOwnName) {
    EXPECT_EQ(install_command("debian", uidmap), "`apt-get install uidmap`");
    EXPECT_EQ(install_command("", uidmap), "`apt-get install uidmap`");
    EXPECT_EQ(install_command("fedora", uidmap), "`dnf install shadow-utils`");
    EXPECT_EQ(install_command("tumbleweed", {.debian = "passt"}), "`zypper install passt`");
}

}  // namespace
}  // namespace nagaya::host
