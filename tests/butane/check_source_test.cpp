#include "butane/check_source.hpp"

namespace nagaya::butane {
namespace {

TEST(Mode, IsDecimalByMistakeWhenItsDigitsWouldMakeAUsualOne) {
    for (int mode : {400, 444, 600, 640, 644, 755, 777, 4755, 2755}) EXPECT_TRUE(looks_decimal(mode, false)) << mode;
    for (int mode : {0, 0644, 0755, 888, 420, 1777, 7777, 8000, -1}) EXPECT_FALSE(looks_decimal(mode, false)) << mode;
    for (int mode : {500, 700, 755, 1777, 3777}) EXPECT_TRUE(looks_decimal(mode, true)) << mode;
    for (int mode : {644, 4755, 1555}) EXPECT_FALSE(looks_decimal(mode, true)) << mode;
}

}  // namespace
}  // namespace nagaya::butane
