#include "lab/ignition.hpp"

#include <gtest/gtest.h>

namespace nagaya::lab {
namespace {

TEST(Ignition, KnowsTheUnitsOfPresets) {
    const std::vector<std::string> wanted{"b.service", "a@x.service", "a@y.service", "c.socket", "d@z.service"};
    EXPECT_EQ(preset_units("# enable no.service\n\n; enable no.service\nenable b.service\n  enable\ta@.service x  y\n"
                           "disable c.socket\nignore no.service\nenable d@z.service\nenable\n"),
              wanted);
    EXPECT_TRUE(preset_units("").empty());
}

}  // namespace
}  // namespace nagaya::lab
