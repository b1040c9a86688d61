// How the ports of a service meet its units.
#pragma once

#include "lint/context.hpp"

namespace nagaya::lint {

/// Is a socket of the system manager to take the connections of `port`? Without a word from the user: where an account may not.
inline bool wants_proxy(const model::Service& service, const model::Port& port) {
    if (!port.listen) return false;
    if (port.via.value == model::Via::automatic) return port.listen->value < 1024 && !service.rootful();
    return port.via.value == model::Via::socket_proxy;
}

/// Does one? systemd-socket-proxyd(8) carries streams only.
inline bool is_proxied(const model::Service& service, const model::Port& port) {
    return wants_proxy(service, port) && port.protocol.value == model::Protocol::tcp;
}

/// "tcp" or "udp".
inline std::string_view name(model::Protocol protocol) { return protocol == model::Protocol::udp ? "udp" : "tcp"; }

}  // namespace nagaya::lint
