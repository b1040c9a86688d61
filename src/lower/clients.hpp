// Who may connect to a service's ports on the host's loopback.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lower/lowering.hpp"

namespace nagaya::lower {

/// The user ids from `first` to `last`.
struct IdRange {
    uint32_t first = 0;
    uint32_t last = 0;
};

/// An account that may connect. Processes of its containers that share the host's network have its subordinate ids.
struct Client {
    std::string account;
    std::vector<IdRange> ids;
};

/// Root, the service's own account, and those of the services on this host that need it or reach for it, or are the reverse proxy
/// it is published by; by name, each once.
std::vector<Client> clients_of(const Lowering& lowering, const LoweredService& service);

}  // namespace nagaya::lower
