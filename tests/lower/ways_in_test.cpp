// What a port's way in becomes on the host, and who may connect to what is behind it.
#include <gtest/gtest.h>

#include "lowered.hpp"

namespace nagaya::lower {
namespace {

Lowered lower_port(std::string_view settings, std::string_view more = "") {
    return lower(concat(web,
                        "[Install]\nWantedBy=default.target\n== services/web/service.toml\n[[port]]\nname = \"http\"\n",
                        settings, "\n== services/web/files/way\n@@PUBLISH_HTTP@@\n", more));
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const std::string filter = "/etc/nagaya/home.nft";

TEST(WaysIn, DecideWhatIsPublished) {
    const auto published = [](std::string_view settings) {
        return lower_port(settings).text("/srv/nagaya/web/files/way");
    };
    EXPECT_EQ(published(""), "127.0.0.1:20000\n");
    EXPECT_EQ(published("listen = 80"), "127.0.0.1:20000\n");
    EXPECT_EQ(published("listen = 80\nvia = \"redirect\""), "20000\n");
    EXPECT_EQ(published("listen = 53\nprotocol = \"udp\""), "20000\n");
    EXPECT_EQ(published("listen = 8080"), "8080\n");
    EXPECT_EQ(published("listen = 80\nvia = \"direct\""), "80\n");
    EXPECT_EQ(published("listen = 8080\nvia = \"socket-proxy\"\ntarget = 9000"), "127.0.0.1:9000\n");
    // What is handed over is not published, so there is nothing to say.
    const Lowered handed = lower_port("listen = 8080\nvia = \"fd\"");
    EXPECT_EQ(handed.text("/srv/nagaya/web/files/way"), "(none)");
    ASSERT_EQ(handed.loaded.findings().size(), 1u);
}

TEST(WaysIn, ProxyRunsAsTheAccount) {
    const Lowered lowered = lower_port("listen = 80");
    const std::string text = lowered.text("/etc/systemd/system/home-web-http.service");
    EXPECT_TRUE(has(text, "\nUser=web\n")) << text;
    EXPECT_FALSE(has(text, "DynamicUser")) << text;
    EXPECT_TRUE(has(text, "\nCapabilityBoundingSet=\n")) << text;
}

TEST(WaysIn, SocketIsHandedToTheContainer) {
    const Lowered high = lower_port("listen = 8080\nvia = \"fd\"", "== services/web/files/way\nx\n");
    const std::string socket = high.text("/home/web/.config/systemd/user/web-http.socket");
    EXPECT_TRUE(has(socket, "ListenStream=8080\nFileDescriptorName=http\nService=web.service\n")) << socket;
    EXPECT_EQ(high.policy("web", "web-http.socket"), "enabled active");
    EXPECT_EQ(high.unit("web", "web-http.socket")->triggers, "web.service");
    const std::string drop_in = "/etc/containers/systemd/users/2000/web.container.d/50-nagaya-socket-http.conf";
    EXPECT_TRUE(has(high.text(drop_in),
                    "Requires=web-http.socket\nAfter=web-http.socket\n\n[Service]\nSockets=web-http.socket\n"))
        << high.text(drop_in);
    EXPECT_FALSE(has(high.text(filter), "redirect to"));
    // Below 1024 the account listens elsewhere, and the packet filter sends connections there.
    const Lowered low = lower_port("listen = 80\nvia = \"fd\"", "== services/web/files/way\nx\n");
    EXPECT_TRUE(has(low.text("/home/web/.config/systemd/user/web-http.socket"), "ListenStream=20000\n"));
    EXPECT_TRUE(has(low.text(filter), "fib daddr type local tcp dport 80 redirect to :20000"));
}

TEST(WaysIn, SocketNeedsOneTaker) {
    const Lowered lowered = lower(
        concat(web,
               "[Install]\nWantedBy=default.target\n== services/web/log.container\n[Container]\nImage=x.example/y:1\n"
               "== services/web/service.toml\n[[port]]\nname = \"http\"\nlisten = 8080\nvia = \"fd\"\n"));
    ASSERT_EQ(lowered.loaded.findings().size(), 1u);
    EXPECT_TRUE(lowered.loaded.findings().front().starts_with("socket-unit-unclear "));
}

TEST(PacketFilter, RefusesWhoDoesNotNeedAPort) {
    const Lowered lowered =
        lower_port("",
                   "== services/api/api.container\n[Container]\nImage=x.example/y:1\n== services/api/service.toml\n"
                   "[needs]\nservices = [\"web\"]\n== services/lone/lone.container\n[Container]\nImage=x.example/y:1\n"
                   "== services/seer/seer.container\n[Container]\nImage=x.example/y:1\n"
                   "== services/seer/service.toml\n[needs]\nreach = [\"web\"]\n");
    const std::string text = lowered.text(filter);
    // Accounts by name: api, lone, seer, web.
    EXPECT_TRUE(has(text, "\t\tmeta skuid 2000 return\n\t\tmeta skuid 1000000-1065535 return\n")) << text;
    EXPECT_TRUE(has(text, "meta skuid 0 return")) << text;
    EXPECT_TRUE(has(text, "meta skuid 2002 return")) << text;
    EXPECT_TRUE(has(text, "meta skuid 2003 return")) << text;
    EXPECT_FALSE(has(text, "meta skuid 2001 return")) << text;
    EXPECT_TRUE(has(text, "tcp dport vmap { 20000 : jump clients_tcp_20000 }")) << text;
    EXPECT_EQ(lowered.policy("root", "home-nftables.service"), "enabled active");
    EXPECT_EQ(lowered.unit("root", "home-nftables.service")->reloaded_by, std::set<std::string>{"home.nft"});
    EXPECT_EQ(lowered.state.services.at("lone").needs, Lines{"nagaya"});
}

TEST(PacketFilter, IsThereWhenSomethingNeedsIt) {
    const auto host = [](std::string_view more) {
        return concat("== hosts/mouse.toml\nservices = [\"web\"]\n", more, "\n");
    };
    EXPECT_FALSE(has(lower_port("listen = 8080", host("")).text(filter), "chain"));
    EXPECT_EQ(lower_port("", host("[firewall]\nisolate = false")).text(filter), "(none)");
    const std::string closed = lower_port("listen = 8080\nsources = [\"10.0.0.0/8\", \"fd00::/8\"]",
                                          host("[firewall]\nclosed = true\nallow = [\"22\", \"51820/udp\"]\n"))
                                   .text(filter);
    for (const std::string_view part :
         {"hook input priority filter; policy drop;", "\t\ttcp dport 22 accept\n", "\t\tudp dport 51820 accept\n",
          "tcp dport 8080 jump sources_tcp_8080", "ip saddr 10.0.0.0/8 return", "ip6 saddr fd00::/8 return",
          "tcp dport 8080 accept"})
        EXPECT_TRUE(has(closed, part)) << part << "\n" << closed;
    EXPECT_FALSE(has(lower_port("listen = 8080\nopen = false", host("[firewall]\nclosed = true\n")).text(filter),
                     "tcp dport 8080 accept"));
}

TEST(Firewalld, IsToldOfOpenPorts) {
    EXPECT_EQ(lower_port("listen = 8080").policy("root", "home-firewalld.service"), "enabled active");
    EXPECT_EQ(lower_port("listen = 8080\nopen = false").policy("root", "home-firewalld.service"), "(none)");
    EXPECT_EQ(lower_port("").policy("root", "home-firewalld.service"), "(none)");
    EXPECT_EQ(lower_port("listen = 8080", "== hosts/mouse.toml\nservices = [\"web\"]\n[firewall]\nbackend = \"none\"\n")
                  .policy("root", "home-firewalld.service"),
              "(none)");
}

TEST(PortTable, HasEveryPort) {
    EXPECT_TRUE(has(lower_port("listen = 80").text("/etc/nagaya/home.ports"),
                    "\nweb http tcp 80 20000 socket-proxy hidden open - root,web below 1024 only root may listen\n"))
        << lower_port("listen = 80").text("/etc/nagaya/home.ports");
    EXPECT_TRUE(
        has(lower_port("listen = 8080\nsources = [\"10.0.0.0/8\"]").text("/etc/nagaya/home.ports"),
            "\nweb http tcp 8080 8080 direct kept open 10.0.0.0/8 - from 1024 on an account may listen itself\n"));
}

}  // namespace
}  // namespace nagaya::lower
