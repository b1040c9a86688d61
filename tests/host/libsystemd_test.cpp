#include "host/libsystemd.hpp"

#include <gtest/gtest.h>

namespace nagaya::host {
namespace {

TEST(Libsystemd, every_function_is_found) {
    const auto loaded = load_libsystemd();
    ASSERT_TRUE(loaded) << loaded.error().message;
#define NAGAYA_EXPECT(name) EXPECT_NE(name, nullptr) << #name;
    NAGAYA_LIBSYSTEMD(NAGAYA_EXPECT)
#undef NAGAYA_EXPECT
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_error_free(&error);
    EXPECT_TRUE(load_libsystemd());
}

}  // namespace
}  // namespace nagaya::host
