// What no look at a host can tell, and the generation that made it so knows.
#pragma once

#include "state/host_state.hpp"

namespace nagaya::plan {

/// Tells `observed` what the state `last` of the newest generation says of its units: by what they counted as up, which files
/// they reload for, what they create. And of services: what they needed, so that those that leave stop in the right order.
/// Plans made without this are right too, but go back with less (a unit then counts as up when it has settled).
void recall(state::HostState& observed, const state::HostState& last);

}  // namespace nagaya::plan
