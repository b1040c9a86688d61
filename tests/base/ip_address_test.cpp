#include "base/ip_address.hpp"

#include <gtest/gtest.h>

namespace nagaya {
namespace {

TEST(IpAddress, IsOfVersion4) {
    EXPECT_EQ(ip_version("10.89.0.1"), 4);
    for (const std::string_view bad : {"1.2.3.04", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", ""})
        EXPECT_FALSE(is_ip_address(bad)) << bad;
}

TEST(IpAddress, IsOfVersion6) {
    for (const std::string_view good : {"::", "::1", "fd00::5", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"})
        EXPECT_EQ(ip_version(good), 6) << good;
    for (const std::string_view bad : {"1::2::3", "1.2.3.4::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8::", "12345::", "g::"})
        EXPECT_FALSE(is_ip_address(bad)) << bad;
}

}  // namespace
}  // namespace nagaya
