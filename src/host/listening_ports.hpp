// Who listens on this host: /proc/net/{tcp,tcp6,udp,udp6} (proc_net_tcp.txt in the kernel's documentation).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::host {

struct ListeningPort {
    bool udp = false;
    uint16_t port = 0;
    uint32_t uid = 0;    ///< whose socket
    uint64_t inode = 0;  ///< names the socket
    bool operator==(const ListeningPort&) const = default;
};

/// The listening (TCP) or bound and unconnected (UDP) sockets of one table. Pure.
std::vector<ListeningPort> parse_socket_table(std::string_view text, bool udp);

/// All of this network namespace.
std::vector<ListeningPort> listening_ports();

/// "nginx (process 812)", or "" when it cannot be found out.
std::string holder_of_socket(uint64_t inode);

}  // namespace nagaya::host
