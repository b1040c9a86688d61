#include "apply/deeds.hpp"

#include <algorithm>

#include "plan/undo.hpp"

namespace nagaya::apply {

using plan::Plan;
using plan::Step;
using state::Deployed;
using state::Kind;
using state::ResourceId;

namespace {

void take_over(Deployed& record, const Plan& plan) {
    for (const auto& [id, entry] : plan.adopt) record.entries.insert_or_assign(id, entry);
    for (const ResourceId& id : plan.forget) record.entries.erase(id);
}

// The next plan starts every unit anew of which it is not known what it runs with.
void unknow_inputs(Deployed& record, const Step& step) {
    const auto unknow = [&](const ResourceId& id) {
        const auto found = record.entries.find(id);
        if (id.kind == Kind::unit && found != record.entries.end()) found->second.inputs.clear();
    };
    for (const auto& [id, entry] : step.remember) unknow(id);
    for (const ResourceId& id : step.forget) unknow(id);
    if (const auto* change = std::get_if<plan::ChangeUnit>(&step.action)) {
        unknow({.kind = Kind::unit, .scope = change->unit.account, .name = change->unit.name});
    }
}

void claim(Deployed& record, const Step& step) {
    for (const auto& [id, entry] : step.remember) {
        if (id.kind != Kind::hook) record.entries.emplace(id, entry);
    }
    unknow_inputs(record, step);
}

bool ran_hook(const Step& step, const ResourceId& id, const Deeds& deeds) {
    return id.kind == Kind::hook && deeds.done.contains(step.id);
}

/// What stays of a begun step whose service went back.
void keep_prepared(Deployed& record, const Step& step, const Deeds& deeds) {
    for (const auto& [id, entry] : step.remember) {
        if (ran_hook(step, id, deeds)) {
            record.entries.insert_or_assign(id, entry);
        } else if (id.kind == Kind::account || id.kind == Kind::image || (id.kind == Kind::directory && entry.keep)) {
            record.entries.emplace(id, entry);
        }
    }
}

bool holds_something(const Deployed& record, const std::string& directory) {
    return std::ranges::any_of(record.entries, [&](const auto& entry) {
        const std::string& path = entry.first.name;
        const bool is_path =
            entry.first.kind == Kind::directory || entry.first.kind == Kind::file || entry.first.kind == Kind::symlink;
        return is_path && path.size() > directory.size() && path[directory.size()] == '/' &&
               path.starts_with(directory);
    });
}

// A directory that is not empty was left: going back has made it nobody's, and something of ours still stands in it.
void keep_directories(Deployed& record, const Plan& plan, const Deeds& deeds) {
    // The deepest first, which come last in a plan.
    for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
        if (!deeds.back.contains(step->service) || !deeds.begun.contains(step->id)) continue;
        for (const auto& [id, entry] : step->remember) {
            if (id.kind == Kind::directory && holds_something(record, id.name)) record.entries.emplace(id, entry);
        }
    }
}

}  // namespace

void take_in(Deployed& record, const Step& step) {
    for (const auto& [id, entry] : step.remember) record.entries.insert_or_assign(id, entry);
    for (const ResourceId& id : step.forget) record.entries.erase(id);
}

Deployed with_claims(const Deployed& before, const Plan& plan) {
    Deployed record = before;
    take_over(record, plan);
    for (const Step& step : plan.steps) claim(record, step);
    return record;
}

Deployed record_after(const Deployed& before, const Plan& plan, const Deeds& deeds) {
    Deployed record = before;
    take_over(record, plan);
    for (const Step& step : plan.steps) {
        const bool is_stuck = deeds.stuck.contains(step.service);
        if (deeds.back.contains(step.service) && !is_stuck) {
            if (deeds.begun.contains(step.id)) keep_prepared(record, step, deeds);
        } else if (deeds.done.contains(step.id) && !is_stuck) {
            take_in(record, step);
        } else {
            claim(record, step);
            if (is_stuck) keep_prepared(record, step, deeds);
        }
    }
    keep_directories(record, plan, deeds);
    return record;
}

std::set<uint32_t> deferred_steps(const Plan& plan) {
    std::set<uint32_t> deferred;
    const auto is_deferred = [&](uint32_t step) { return deferred.contains(step); };
    for (const Step& step : plan.steps) {
        if (step.irrevocable || std::ranges::any_of(step.after, is_deferred) ||
            std::ranges::any_of(step.follows, is_deferred)) {
            deferred.insert(step.id);
        }
    }
    return deferred;
}

std::set<uint32_t> closing_steps(const Plan& plan) {
    const std::set<uint32_t> deferred = deferred_steps(plan);
    std::set<uint32_t> needed;  // by a step that is not a closing one
    std::set<uint32_t> closing;
    for (const Step& step : plan.steps) {
        const bool removes = std::holds_alternative<plan::RemoveFile>(step.action) ||
                             std::holds_alternative<plan::RemoveDirectory>(step.action);
        const bool comes_last = std::ranges::any_of(
            step.after, [&](uint32_t other) { return closing.contains(other) || !plan.steps[other].service.empty(); });
        if (removes && comes_last && step.service.empty() && !deferred.contains(step.id)) {
            closing.insert(step.id);
        } else if (!deferred.contains(step.id)) {
            needed.insert(step.after.begin(), step.after.end());
        }
    }
    // Whatever somebody waits for runs with the others, and so does what it waits for.
    for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
        if (needed.contains(step->id) && closing.erase(step->id) > 0) {
            needed.insert(step->after.begin(), step->after.end());
        }
    }
    return closing;
}

std::set<uint32_t> closing_now(const Plan& plan, const std::set<uint32_t>& closing, const std::set<uint32_t>& done,
                               const std::set<std::string>& held_back) {
    std::set<uint32_t> chosen;
    for (const uint32_t id : closing) {
        const bool possible = std::ranges::all_of(plan.steps[id].after, [&](uint32_t needed) {
            return closing.contains(needed) ? chosen.contains(needed)
                                            : done.contains(needed) && !held_back.contains(plan.steps[needed].service);
        });
        if (possible) chosen.insert(id);
    }
    return chosen;
}

std::set<uint32_t> steps_after_commit(const Plan& plan, const std::set<uint32_t>& done,
                                      const std::set<std::string>& held_back) {
    const std::set<uint32_t> deferred = deferred_steps(plan);
    std::set<uint32_t> chosen;
    for (const uint32_t id : deferred) {
        const Step& step = plan.steps[id];
        const bool possible = std::ranges::all_of(step.after, [&](uint32_t needed) {
            return deferred.contains(needed) ? chosen.contains(needed) : done.contains(needed);
        });
        if (possible && !held_back.contains(step.service)) chosen.insert(id);
    }
    return chosen;
}

std::set<std::string> falling(const Plan& plan, std::set<std::string> failed, const std::set<uint32_t>& begun) {
    failed.erase("");
    for (size_t before = 0; before != failed.size();) {
        before = failed.size();
        failed.merge(plan::fall_together(plan, failed, begun));
        for (const Step& step : plan.steps) {
            const bool falls = std::ranges::any_of(
                step.because, [&](uint32_t reason) { return failed.contains(plan.steps[reason].service); });
            if (falls) failed.insert(step.service);
        }
        failed.erase("");
    }
    return failed;
}

}  // namespace nagaya::apply
