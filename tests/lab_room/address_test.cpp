#include "lab/address.hpp"

#include <gtest/gtest.h>

namespace nagaya::lab {
namespace {

Network net(std::string_view text) { return parse_network(text).value(); }

TEST(ParseNetwork, ReadsNetworksAndAddresses) {
    EXPECT_EQ(net("10.77.0.0/24"), (Network{.address = 0x0a4d0000, .prefix = 24}));
    EXPECT_EQ(net("192.0.2.7"), (Network{.address = 0xc0000207, .prefix = 32}));
    EXPECT_EQ(net("10.77.0.9/24").text(), "10.77.0.0/24");
    EXPECT_EQ(net("1.2.3.4/0").text(), "0.0.0.0/0");
}

TEST(ParseNetwork, RefusesEverythingElse) {
    for (const char* text : {"", "10.77.0/24", "10.77.0.0.1/24", "10.77.0.256/24", "10.77.0.0/33", "10.77.0.0/",
                             "a.b.c.d/24", "::1/24", "10.77.0.-1"})
        EXPECT_FALSE(parse_network(text)) << text;
}

TEST(Network, OverlapsWhenOneHoldsTheOther) {
    EXPECT_TRUE(net("10.77.0.0/24").overlaps(net("10.0.0.0/8")));
    EXPECT_TRUE(net("10.0.0.0/8").overlaps(net("10.77.0.0/24")));
    EXPECT_TRUE(net("10.77.0.0/24").overlaps(net("10.77.0.200")));
    EXPECT_FALSE(net("10.77.0.0/24").overlaps(net("10.77.1.0/24")));
}

TEST(Network, NamesItsHosts) { EXPECT_EQ(net("10.77.0.0/24").host(12), "10.77.0.12"); }

TEST(ChooseNetwork, TakesTheFirstFreeOne) {
    EXPECT_EQ(choose_network({}, {}, {})->text(), "10.77.0.0/24");
    EXPECT_EQ(choose_network({}, {}, {net("10.77.0.0/16"), net("10.78.0.128/25")})->text(), "10.79.0.0/24");
}

TEST(ChooseNetwork, KeepsTheOneFromBeforeWhileItIsFree) {
    EXPECT_EQ(choose_network({}, net("10.90.0.0/24"), {})->text(), "10.90.0.0/24");
    EXPECT_EQ(choose_network({}, net("10.90.0.0/24"), {net("10.90.0.0/20")})->text(), "10.77.0.0/24");
}

TEST(ChooseNetwork, ObeysTheUser) {
    EXPECT_EQ(choose_network(net("10.5.5.0/24"), net("10.90.0.0/24"), {net("10.5.0.0/16")})->text(), "10.5.5.0/24");
    EXPECT_FALSE(choose_network(net("10.5.0.0/16"), {}, {}));
}

TEST(ChooseNetwork, FailsWhenAllAreTaken) {
    const Result<Network> none = choose_network({}, {}, {net("10.0.0.0/8")});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::limit);
}

TEST(ParseRoutes, ReadsTheKernelsTable) {
    constexpr std::string_view table =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
        "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
        "nagaya-lab\t00004D0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
        "torn line\n";
    const std::vector<Network> networks = parse_routes(table, "nagaya-lab");
    ASSERT_EQ(networks.size(), 1U);
    EXPECT_EQ(networks[0].text(), "192.0.2.0/24");
    EXPECT_EQ(parse_routes(table, "other").size(), 2U);
}

TEST(ChooseOctet, FillsGapsFromTen) {
    EXPECT_EQ(choose_octet({}), 10U);
    EXPECT_EQ(choose_octet({2, 10, 12}), 11U);
    std::vector<unsigned> all;
    for (unsigned octet = 10; octet <= 254; ++octet) all.push_back(octet);
    EXPECT_EQ(choose_octet(all), std::nullopt);
}

}  // namespace
}  // namespace nagaya::lab
