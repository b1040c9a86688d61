// The record of what is deployed, kept up to date while a plan runs.
#pragma once

#include "apply/machine.hpp"

namespace nagaya::apply {

/// Not safe for several threads at once: the engine guards it.
class Record {
public:
    Record(state::Deployed deployed, Machine& machine) : deployed_(std::move(deployed)), machine_(machine) {}

    /// Takes over what the plan adopts and forgets, and claims everything its steps will make: known to be ours before it
    /// exists, so that nothing is ever left behind that nobody knows. A claimed unit or hook counts as not yet started or run.
    /// Writes the record if that changed it.
    Result<void> begin(const plan::Plan& plan);

    /// Takes in what a step that succeeded says. Written at once if losing it would run a migration twice, else with others.
    void step_done(const plan::Step& step);

    /// Writes what is not written yet.
    void save();

    /// Whether a write failed and none succeeded since.
    bool failed() const { return failed_; }

private:
    bool put(const state::ResourceId& id, const state::DeployedEntry& entry);

    state::Deployed deployed_;
    Machine& machine_;
    size_t unsaved_ = 0;
    bool failed_ = false;
};

}  // namespace nagaya::apply
