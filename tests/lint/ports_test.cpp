#include <gtest/gtest.h>

#include "base/text.hpp"
#include "lint/check_example.hpp"

namespace nagaya::lint {
namespace {

std::string port(std::string_view service, std::string_view lines) {
    return concat("== services/", service, "/service.toml\n[[port]]\nname = \"http\"\n", lines, "\n");
}

/// The codes found on a site of two services with these container lines and port tables.
std::vector<std::string> codes_of(std::string_view rest, std::string_view services = "\"a\", \"b\"") {
    Checked checked;
    check_example(site_with(services, rest), checked);
    return checked.codes();
}

using Codes = std::vector<std::string>;

TEST(PortClash, ComparesAddressAndProtocol) {
    const auto two = [](std::string_view a, std::string_view b) {
        return codes_of(container("a", concat("PublishPort=", a, "\n")) +
                        container("b", concat("PublishPort=", b, "\n")));
    };
    EXPECT_EQ(two("8080:80", "8080:81"), Codes{"port-clash"});
    EXPECT_EQ(two("127.0.0.1:8080:80", "8080:81"), Codes{"port-clash"});
    EXPECT_EQ(two("127.0.0.1:8080:80", "10.0.0.1:8080:81"), Codes{});
    EXPECT_EQ(two("8080:80/udp", "8080:80/tcp"), Codes{});
    EXPECT_EQ(two("8000-8090:8000-8090", "127.0.0.1:8080:80"), Codes{"port-clash"});
    EXPECT_EQ(two("8000-8079:8000-8079", "8080:80"), Codes{});
    EXPECT_EQ(two("80", "80"), Codes{});
}

TEST(PortClash, OverlappingRangesAreToldOnce) {
    EXPECT_EQ(
        codes_of(container("a", "PublishPort=8000-8010:80-90\n") + container("b", "PublishPort=8005-8020:80-95\n")),
        Codes{"port-clash"});
}

TEST(PortClash, TwoListensAndTwoTargets) {
    const auto published =
        container("a", "PublishPort=127.0.0.1:8080:80\n") + container("b", "PublishPort=127.0.0.1:8081:80\n");
    EXPECT_EQ(
        codes_of(port("a", "listen = 80\ntarget = 8080\n") + port("b", "listen = 80\ntarget = 8081\n") + published),
        Codes{"port-clash"});
    EXPECT_EQ(
        codes_of(port("a", "listen = 80\ntarget = 8080\n") + port("b", "listen = 443\ntarget = 8081\n") + published),
        Codes{});
    const auto same = codes_of(port("a", "target = 8080\n") + port("b", "target = 8080\n") +
                               container("a", "PublishPort=127.0.0.1:8080:80\n") + container("b"));
    EXPECT_TRUE(std::ranges::find(same, "port-clash") != same.end());
}

TEST(PortClash, AProxiedPortIsNotItsOwnTarget) {
    const auto published = container("a", "PublishPort=127.0.0.1:8080:80\n");
    EXPECT_EQ(codes_of(port("a", "listen = 8080\ntarget = 8080\nvia = \"socket-proxy\"\n") + published, "\"a\"")[0],
              "port-clash");
    EXPECT_EQ(codes_of(port("a", "listen = 8080\n") + container("a", "PublishPort=8080:80\n"), "\"a\""), Codes{});
}

TEST(PortClash, ServicesOfDifferentHostsDoNotMeet) {
    const auto site = concat(site_with("\"a\"", "== hosts/cat.toml\nservices = [\"b\"]\n\n"),
                             container("a", "PublishPort=8080:80\n"), container("b", "PublishPort=8080:80\n"));
    Checked checked;
    check_example(site, checked);
    EXPECT_EQ(checked.codes(), Codes{}) << checked.text;
}

TEST(PortClash, PointsAtBoth) {
    Checked checked;
    check_example(
        site_with("\"a\", \"b\"", container("a", "PublishPort=8080:80\n") + container("b", "PublishPort=8080:81\n")),
        checked);
    EXPECT_EQ(checked.marked("port-clash"), "8080:81");
    const auto found = checked.of("port-clash");
    ASSERT_EQ(found.size(), 1U);
    ASSERT_EQ(found[0].labels.size(), 1U);
    EXPECT_EQ(checked.sources.text(found[0].labels[0].at), "8080:80");
    EXPECT_EQ(found[0].message, "port 8080/tcp of host `mouse` is taken twice");
}

TEST(UnpublishedPort, KnowsWhatCannotBeTold) {
    const auto with = [](std::string_view lines) {
        return codes_of(port("a", "target = 8080\n") + container("a", lines), "\"a\"");
    };
    EXPECT_EQ(with(""), Codes{"unpublished-port"});
    EXPECT_EQ(with("PublishPort=10.0.0.1:8080:80\n"), Codes{"unpublished-port"});
    EXPECT_EQ(with("PublishPort=8080:80/udp\n"), Codes{"unpublished-port"});
    EXPECT_EQ(with("PublishPort=8000-8100:80-180\n"), Codes{});
    EXPECT_EQ(with("PublishPort=127.0.0.1:@@PORT_HTTP@@:80\n"), Codes{});
    EXPECT_EQ(with("Network=host\n"), Codes{"host-network"});
    EXPECT_EQ(with("PodmanArgs=--publish=8080:80\n"), Codes{});
}

TEST(UnpublishedPort, ASocketUnitServesToo) {
    EXPECT_EQ(codes_of(port("a", "target = 8080\n") + container("a") +
                           "== "
                           "services/a/units/user/"
                           "a.socket\n[Socket]\nListenStream=127.0.0.1:8080\n\n[Install]\nWantedBy=sockets.target\n",
                       "\"a\""),
              Codes{});
}

TEST(UnpublishedPort, ADropInMayPublish) {
    EXPECT_EQ(codes_of(port("a", "target = 8080\n") + container("a") +
                           "== services/a/a.container.d/10-port.conf\n[Container]\nPublishPort=8080:80\n",
                       "\"a\""),
              Codes{});
}

TEST(PrivilegedPort, OnlyForOrdinaryAccounts) {
    EXPECT_EQ(codes_of(container("a", "PublishPort=80:80\n"), "\"a\""), Codes{"privileged-port"});
    EXPECT_EQ(
        codes_of("== services/a/service.toml\n[account]\nname = \"root\"\n\n" + container("a", "PublishPort=80:80\n"),
                 "\"a\""),
        Codes{});
    EXPECT_EQ(
        codes_of(port("a", "listen = 80\nvia = \"direct\"\n") + container("a", "PublishPort=1080:80\n"), "\"a\"")[1],
        "privileged-port");
}

TEST(UdpThroughProxy, NeedsBothProxyAndUdp) {
    const auto with = [](std::string_view lines) {
        return codes_of(port("a", concat(lines, "target = 8080\nprotocol = \"udp\"\n")) +
                            container("a", "PublishPort=8080:80/udp\n"),
                        "\"a\"");
    };
    EXPECT_EQ(with("listen = 53\n"), Codes{});  // redirected
    EXPECT_EQ(with("listen = 53\nvia = \"socket-proxy\"\n"), Codes{"udp-through-proxy"});
    EXPECT_EQ(with("listen = 5353\nvia = \"socket-proxy\"\n"), Codes{"udp-through-proxy"});
    EXPECT_EQ(with(""), Codes{});
}

}  // namespace
}  // namespace nagaya::lint
