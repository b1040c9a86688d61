// How the ports of a service meet its units.
#pragma once

#include "lint/context.hpp"

namespace nagaya::lint {

/// Does a socket of the system manager take the connections of `port`, and hand them to systemd-socket-proxyd?
inline bool is_proxied(const model::Port& port) {
    if (!port.listen) return false;
    if (port.via.value == model::Via::automatic) return port.listen->value < 1024;
    return port.via.value == model::Via::socket_proxy;
}

/// "tcp" or "udp".
inline std::string_view name(model::Protocol protocol) { return protocol == model::Protocol::udp ? "udp" : "tcp"; }

}  // namespace nagaya::lint
