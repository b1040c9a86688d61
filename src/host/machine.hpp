// The real machine behind apply's port.
#pragma once

#include <memory>
#include <string>

#include "apply/machine.hpp"

namespace nagaya::host {

/// This host. Needs root. `prefix` names the record that `remember` writes; `homes` are the directories accounts can write to
/// (writes below them go beneath descriptors and never follow a link, law 6).
std::unique_ptr<apply::Machine> make_machine(const state::HostState& desired);

}  // namespace nagaya::host
