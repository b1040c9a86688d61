// A unit of the system manager that ends when a service is up: what other managers can wait for.
#pragma once

#include <string>
#include <vector>

#include "lower/lowering.hpp"

namespace nagaya::lower {

/// The units of the service that run in `manager` after a start: no sockets, timers and paths, and none that end by themselves.
std::vector<std::string> running_units(const LoweredService& service, const std::string& manager);

/// Can a unit of the service say that it is healthy?
bool can_be_healthy(const LoweredService& service);

/// Does the service need a ready unit of its own so that others can wait for it? An account's service does, since systemd knows no
/// order between managers; a rootful one only for probes.
bool needs_ready_unit(const LoweredService& service, bool healthy);

/// "<prefix>-<service>-ready.service".
std::string ready_unit_name(const LoweredService& service);

/// Puts it into place. It starts what the service starts, and with `healthy` waits for its probes.
void put_ready_unit(Lowering& lowering, const LoweredService& service, bool healthy);

}  // namespace nagaya::lower
