// What the record of a host says before, during and after an apply.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "plan/plan.hpp"
#include "state/deployed.hpp"

namespace nagaya::apply {

/// How far a plan came.
struct Deeds {
    std::set<uint32_t> begun;     ///< steps whose deed may have happened
    std::set<uint32_t> done;      ///< those of them that succeeded
    std::set<std::string> back;   ///< services that are as they were before
    std::set<std::string> stuck;  ///< services that are something in between
};

/// `before`, with what the plan adopts and forgets, and with everything that its steps will make claimed: known to be ours
/// before it exists, so that nothing is ever left behind that nobody knows. What units run with is not known from now on.
state::Deployed with_claims(const state::Deployed& before, const plan::Plan& plan);

/// The record when the plan came so far. Of a service that went back it is as before, but for what was prepared and stays:
/// accounts, images, directories that hold data or something of ours, hooks that ran. What may be there of a service that came
/// only half the way is claimed.
state::Deployed record_after(const state::Deployed& before, const plan::Plan& plan, const Deeds& deeds);

/// Takes in what a step that succeeded says.
void take_in(state::Deployed& record, const plan::Step& step);

/// The steps that wait for the commit point: irrevocable ones, and those that need or follow one.
std::set<uint32_t> deferred_steps(const plan::Plan& plan);

/// The steps that tidy up: they remove what services shared and none needs once all is as the plan says. Who goes back would
/// miss it, so they wait until nobody can any more.
std::set<uint32_t> closing_steps(const plan::Plan& plan);

/// Those of `closing` whose services came as far as the plan says.
std::set<uint32_t> closing_now(const plan::Plan& plan, const std::set<uint32_t>& closing,
                               const std::set<uint32_t>& done, const std::set<std::string>& held_back);

/// Those of the deferred steps that can be done after the commit point, because what they need was done and their service is
/// not one of `held_back`.
std::set<uint32_t> steps_after_commit(const plan::Plan& plan, const std::set<uint32_t>& done,
                                      const std::set<std::string>& held_back);

/// The services that cannot stay as they are now when those of `failed` go back, these included: those with a step, begun or
/// not, that has a step of one of them as a reason. What services share ("") does not go back with one of them.
std::set<std::string> falling(const plan::Plan& plan, std::set<std::string> failed, const std::set<uint32_t>& begun);

}  // namespace nagaya::apply
