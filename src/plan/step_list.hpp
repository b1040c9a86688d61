// Steps under construction.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "plan/changes.hpp"

namespace nagaya::plan {

/// The steps that the next one of a chain waits for.
using Frontier = std::vector<uint32_t>;

/// Adds `more`; `settle` before use.
inline void append(Frontier& frontier, const Frontier& more) {
    frontier.insert(frontier.end(), more.begin(), more.end());
}

/// Sorts, and leaves each step once.
inline void settle(Frontier& frontier) {
    std::ranges::sort(frontier);
    const auto repeated = std::ranges::unique(frontier);
    frontier.erase(repeated.begin(), repeated.end());
}

/// Adds a few more.
inline void join(Frontier& frontier, const Frontier& more) {
    append(frontier, more);
    settle(frontier);
}

class StepList {
public:
    /// Adds a step that waits for `after`; its id.
    uint32_t add(Step step, const Frontier& after) {
        step.id = static_cast<uint32_t>(steps_.size());
        step.after = after;
        steps_.push_back(std::move(step));
        return steps_.back().id;
    }
    /// Adds a step that waits for the frontier, and becomes it.
    uint32_t chain(Step step, Frontier& frontier) {
        const uint32_t id = add(std::move(step), frontier);
        frontier = {id};
        return id;
    }
    Step& at(uint32_t id) { return steps_.at(id); }
    const Step& at(uint32_t id) const { return steps_.at(id); }
    uint32_t size() const { return static_cast<uint32_t>(steps_.size()); }
    std::vector<Step> take() { return std::move(steps_); }

private:
    std::vector<Step> steps_;
};

/// The step that puts a directory, file, symlink, image or hook into place.
Step step_for(const Put& put);
/// The step that removes a file, symlink or (empty) directory.
Step step_for(const Leave& leaving);
/// Is there something to wait for once the unit has started? Not with what ends by itself, or runs nothing.
bool is_awaited(const state::Unit& unit);
/// The step that changes a unit.
Step unit_step(const std::string& service, const state::Unit& unit, UnitVerb verb, std::string why);

}  // namespace nagaya::plan
