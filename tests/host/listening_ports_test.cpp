#include "host/listening_ports.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {
namespace {

constexpr std::string_view table =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000   901        0 4711 1 0 100 0 0 10 0\n"
    "   1: 0100007F:0050 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 "
    "-1\n"
    "   2: 00000000000000000000000000000000:0035 0:0 07 0:0 0:0 0 0 0 4713 2 0 0\n"
    "   3: broken\n   4: a:ZZZZ b:0 0A 0:0 0:0 0 x 0 y 1\n";

TEST(ListeningPorts, ReadsATable) {
    EXPECT_EQ(parse_socket_table(table, false),
              (std::vector<ListeningPort>{{.udp = false, .port = 8080, .uid = 901, .inode = 4711}}));
    EXPECT_EQ(parse_socket_table(table, true),
              (std::vector<ListeningPort>{{.udp = true, .port = 53, .uid = 0, .inode = 4713}}));
}

TEST(ListeningPorts, SeesAListenerAndItsProcess) {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(socket.get(), 1), 0);
    socklen_t size = sizeof address;
    ASSERT_EQ(getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    bool seen = false;
    for (const ListeningPort& port : listening_ports()) {
        if (port.udp || port.port != ntohs(address.sin_port)) continue;
        seen = true;
        EXPECT_EQ(port.uid, geteuid());
        EXPECT_TRUE(holder_of_socket(port.inode).contains(concat("process ", getpid())))
            << holder_of_socket(port.inode);
    }
    EXPECT_TRUE(seen);
}

}  // namespace
}  // namespace nagaya::host
