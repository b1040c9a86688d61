// The live host → HostState.
#pragma once

#include "base/result.hpp"
#include "host/deployed_record.hpp"
#include "state/deployed.hpp"
#include "state/host_state.hpp"

namespace nagaya::host {

/// Looks at everything that `desired` and `deployed` name, and at nothing else: accounts, subids and lingering from their
/// files, files and directories without following links, images from each account's storage index, units over D-Bus.
/// What does not exist is absent. Changes nothing.
Result<state::HostState> observe(const state::HostState& desired, const state::Deployed& deployed);

}  // namespace nagaya::host
