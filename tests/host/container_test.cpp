#include "host/container.hpp"

#include <gtest/gtest.h>

namespace nagaya::host {
namespace {

TEST(Containers, ReadsWhatPodmanPrints) {
    const auto containers =
        parse_containers(R"json([{"Id":"ab12","Names":["systemd-web"],"Image":"localhost/web:1","State":"running",
      "Status":"Up 3 minutes (healthy)","Labels":{"PODMAN_SYSTEMD_UNIT":"web.service"},"Pid":12,"Size":null,
      "Ports":[{"host_ip":"","container_port":80,"host_port":8080,"range":2,"protocol":"tcp"}]}])json");
    ASSERT_TRUE(containers) << containers.error().text();
    ASSERT_EQ(containers->size(), 1U);
    EXPECT_EQ((*containers)[0], (Container{.id = "ab12",
                                           .name = "systemd-web",
                                           .unit = "web.service",
                                           .image = "localhost/web:1",
                                           .state = "running",
                                           .health = "healthy",
                                           .ports = {8080, 8081}}));
}

TEST(Containers, ReadsTheBareMinimum) {
    EXPECT_TRUE(parse_containers("[]")->empty());
    const auto containers =
        parse_containers(R"json([{"Id":"a","Names":null,"Labels":null,"Ports":null,"Status":"Exited (0) now"}])json");
    ASSERT_TRUE(containers);
    EXPECT_EQ((*containers)[0].health, "");
    EXPECT_TRUE((*containers)[0].ports.empty());
    EXPECT_FALSE(parse_containers("nonsense"));
}

TEST(Containers, EndsAtTheLastPort) {
    const auto containers =
        parse_containers(R"([{"Ports":[{"host_port":65534,"range":1000000},{"host_port":-5},{"host_port":70000}]}])");
    EXPECT_EQ((*containers)[0].ports, (std::vector<uint16_t>{65534, 65535}));
}

}  // namespace
}  // namespace nagaya::host
