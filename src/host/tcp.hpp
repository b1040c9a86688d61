// Connections that are made within a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

using Deadline = std::chrono::steady_clock::time_point;

/// Where to connect: an IPv4 or IPv6 address or a name, and a port.
struct Endpoint {
    std::string host;
    uint16_t port = 0;
    bool operator==(const Endpoint&) const = default;
};

/// "127.0.0.1:80", "[::1]:80" or "name:80"; `port` is meant where none is said, 0 = there must be one.
Result<Endpoint> parse_endpoint(std::string_view text, uint16_t port = 0);

/// A connected, non-blocking socket: the first address of the endpoint that takes it. A refusal says so.
Result<Descriptor> connect_tcp(const Endpoint& endpoint, Deadline deadline);

/// poll(2) for `events` on the descriptor; a failure when the deadline comes first.
Result<void> await_events(int descriptor, short events, Deadline deadline);

}  // namespace nagaya::host
