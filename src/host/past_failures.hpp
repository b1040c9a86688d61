// Failures that say nothing any more.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "state/host_state.hpp"

namespace nagaya::host {

/// Lets the system manager forget that units of `desired` failed which only look whether others are up (Unit::only_looks):
/// those of `services`; empty = all, and those of its first boot. For after an apply that saw them up: what failed when the host
/// started would keep it degraded for ever.
Result<void> forget_past_failures(const state::HostState& desired, const std::vector<std::string>& services);

}  // namespace nagaya::host
