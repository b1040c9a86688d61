// Services that stand on others.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "app/report.hpp"
#include "state/deployed.hpp"
#include "state/host_state.hpp"

namespace nagaya::app {

/// How the units are of services that need one of `rolled_back`, directly or through others, and did not go back themselves.
std::vector<Dependent> look_at_dependents(const state::HostState& desired, const state::Deployed& deployed,
                                          const std::set<std::string>& rolled_back);

}  // namespace nagaya::app
