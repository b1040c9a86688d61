#include "plan/plan.hpp"

#include "base/digest.hpp"
#include "plan/before.hpp"
#include "plan/changes.hpp"
#include "plan/order.hpp"

namespace nagaya::plan {

Plan make_plan(const state::HostState& desired, const state::HostState& observed, const state::Deployed& deployed,
               const PlanOptions& options) {
    Plan plan;
    plan.host = desired.host;
    plan.prefix = desired.prefix;
    plan.observed = sha256(state::print_state(observed));
    const Managers managers(desired, observed);
    order_steps(desired, observed, managers, find_changes(desired, observed, deployed, options), plan);
    note_before(plan.steps, observed);
    return plan;
}

}  // namespace nagaya::plan
