#include "syntax/drop_in_directories.hpp"

#include <gtest/gtest.h>

namespace nagaya::syntax {
namespace {

using Names = std::vector<std::string>;

TEST(DropInDirectories, BeginWithTheMostSpecific) {
    EXPECT_EQ(drop_in_directories("web.container"), (Names{"web.container.d", "container.d"}));
    EXPECT_EQ(drop_in_directories("a-b-c.volume"),
              (Names{"a-b-c.volume.d", "a-b-.volume.d", "a-.volume.d", "volume.d"}));
    EXPECT_EQ(drop_in_directories("a-b@i-j.service"),
              (Names{"a-b@i-j.service.d", "a-b@.service.d", "a-@.service.d", "a-.service.d", "service.d"}));
    EXPECT_EQ(drop_in_directories("a-.pod"), (Names{"a-.pod.d", "pod.d"}));
    EXPECT_EQ(drop_in_directories("-.slice"), (Names{"-.slice.d", "slice.d"}));
}

TEST(DropInType, IsToldByTheNameOfTheDirectory) {
    EXPECT_EQ(drop_in_type("web.container.d"), "container");
    EXPECT_EQ(drop_in_type("a-.volume.d"), "volume");
    EXPECT_EQ(drop_in_type("container.d"), "container");
    EXPECT_EQ(drop_in_type("web.container"), "");
    EXPECT_EQ(drop_in_type(".d"), "");
}

}  // namespace
}  // namespace nagaya::syntax
