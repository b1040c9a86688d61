// What going back needs to know of each step.
#pragma once

#include <vector>

#include "plan/plan.hpp"

namespace nagaya::plan {

/// Fills Step::before from what was observed, and Step::irrevocable: of what --purge removes, and of what waits for that.
void note_before(std::vector<Step>& steps, const state::HostState& observed);

}  // namespace nagaya::plan
