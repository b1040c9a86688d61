// The live host → HostState.
#pragma once

#include "base/result.hpp"
#include "state/deployed.hpp"
#include "state/host_state.hpp"

namespace nagaya::host {

/// Looks at everything that `desired` and `deployed` name, and at nothing else: accounts, subids and lingering from their
/// files, files and directories without following links, images from each account's storage index, units over D-Bus.
/// What does not exist is absent. Changes nothing.
Result<state::HostState> observe(const state::HostState& desired, const state::Deployed& deployed);

/// The record of `prefix`; an empty one when there is none yet.
Result<state::Deployed> read_deployed(std::string_view prefix);

}  // namespace nagaya::host
