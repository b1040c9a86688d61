// How the ports of a service meet its units.
#pragma once

#include "lint/context.hpp"

namespace nagaya::lint {

/// Does a socket of the system manager take the connections of `port`?
inline bool is_proxied(const model::Service& service, const model::Port& port) {
    return model::way_of(port, service.rootful()) == model::Way::socket_proxy;
}

/// "tcp" or "udp".
inline std::string_view name(model::Protocol protocol) { return protocol == model::Protocol::udp ? "udp" : "tcp"; }

}  // namespace nagaya::lint
