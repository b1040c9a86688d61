// Changes → steps, each with what it waits for.
#pragma once

#include "plan/changes.hpp"
#include "plan/managers.hpp"

namespace nagaya::plan {

/// The desired services so that each comes after those it needs; where needs form a circle, it is cut somewhere.
std::vector<std::string> in_needs_order(const std::map<std::string, state::ServiceOrder>& services);

/// Puts the steps into `plan`, together with what has to be adopted or forgotten without a step.
void order_steps(const state::HostState& desired, const state::HostState& observed, const Managers& managers,
                 Changes changes, Plan& plan);

}  // namespace nagaya::plan
