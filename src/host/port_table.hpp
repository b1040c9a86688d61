// The ports of every site on this host, as /etc/nagaya/<prefix>.ports lists them (docs/formats/ports.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace nagaya::host {

struct PortRow {
    std::string prefix;
    std::string service;
    std::string port;      ///< its name
    std::string protocol;  ///< "tcp" or "udp"
    uint16_t listen = 0;   ///< 0 = for this host only
    uint16_t target = 0;
    std::string way;                   ///< "socket-proxy", "loopback" …
    std::string address;               ///< of clients: "kept", "hidden", or "" without a way in
    bool open = false;                 ///< the firewall is to let it through
    std::vector<std::string> sources;  ///< networks; none: every one
    std::vector<std::string> clients;  ///< accounts that may connect to the target; none: it is the public port itself
    std::string reason;
    bool operator==(const PortRow&) const = default;
};

/// The rows of one table; `malformed` names the line. Pure.
Result<std::vector<PortRow>> parse_port_table(std::string_view prefix, std::string_view text);

/// Of all prefixes, or of one; those without a table have no rows.
Result<std::vector<PortRow>> read_port_tables();
Result<std::vector<PortRow>> read_port_table(const std::string& prefix);

}  // namespace nagaya::host
