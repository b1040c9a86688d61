// A machine that does nothing but note what it was asked, and refuses what it is told to.
#pragma once

#include <mutex>

#include "apply/fake_machine.hpp"

namespace nagaya::apply {

class Notebook : public Machine {
public:
    Result<void> perform(const plan::Action& action, const Progress& progress) override {
        progress("at it");
        const std::string deed = text(action);
        const std::lock_guard lock(mutex_);
        done.push_back(deed);
        if (refused.contains(deed)) return fail(ErrorKind::failed, "refused");
        return {};
    }
    std::vector<std::string> last_log_lines(const state::Unit& unit, size_t) override {
        return {unit.name + " says no"};
    }

    std::vector<std::string> done;
    std::set<std::string> refused;

private:
    std::mutex mutex_;
};

/// A plan of steps that remove files /0, /1, …, each of a service of its own (s0, s1, …); each entry is what the step waits
/// for.
inline plan::Plan plan_of(const std::vector<std::vector<uint32_t>>& after) {
    plan::Plan plan;
    for (const std::vector<uint32_t>& waits : after) {
        plan::Step step;
        step.id = static_cast<uint32_t>(plan.steps.size());
        step.service = concat("s", step.id);
        step.action = plan::RemoveFile{concat('/', step.id)};
        step.after = waits;
        plan.steps.push_back(std::move(step));
    }
    return plan;
}

inline state::ResourceId file_id(const std::string& path) { return {.kind = Kind::file, .scope = {}, .name = path}; }
inline state::ResourceId unit_id(const std::string& name) { return {.kind = Kind::unit, .scope = "web", .name = name}; }

}  // namespace nagaya::apply
