#include "plan/unit_change.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace nagaya::plan {

namespace {

using Inputs = std::map<std::string, std::string>;

struct InputChanges {
    std::vector<std::string> labels;  // "files/site.conf"
    std::vector<std::string> words;   // "files/site.conf changed"
    bool by_this_plan = true;         // every one of them is written or removed by a step of this plan
};

/// Is it a volume's definition, "data.volume" or "data.volume.d/10-size.conf"? A volume that exists stays as it was made.
bool is_volume(std::string_view label) { return label.ends_with(".volume") || label.contains(".volume.d/"); }

/// With `volumes`, their changes count too: for the unit that makes them.
InputChanges compare(const Inputs& before, const Inputs& now, const std::set<std::string>& touched, bool volumes) {
    InputChanges changes;
    const auto add = [&](const std::string& label, std::string_view what) {
        changes.labels.push_back(label);
        changes.words.push_back(concat(label, what));
        changes.by_this_plan = changes.by_this_plan && touched.contains(label);
    };
    for (const auto& [label, digest] : now) {
        const auto old = before.find(label);
        if (old == before.end()) {
            add(label, " added");
        } else if (!volumes && is_volume(label)) {
            continue;
        } else if (old->second != digest || touched.contains(label)) {
            add(label, " changed");  // touched only: it was changed by hand, and is put right
        }
    }
    for (const auto& [label, digest] : before) {
        if (!now.contains(label)) add(label, " removed");
    }
    return changes;
}

std::string words_for(const InputChanges& changes) {
    constexpr size_t most = 3;
    std::vector<std::string> shown = changes.words;
    if (shown.size() > most) {
        shown.resize(most);
        shown.push_back(concat("and ", changes.words.size() - most, " more"));
    }
    return concat(join(shown, ", "), changes.by_this_plan ? "" : " since it was started");
}

/// Are all of the changes such that the unit takes them up by a reload? A file that is gone was one of them before.
bool reload_is_enough(const InputChanges& inputs, const state::Unit& desired, const state::Unit& observed) {
    return std::ranges::all_of(inputs.labels, [&](const std::string& label) {
        return desired.reloaded_by.contains(label) || observed.reloaded_by.contains(label);
    });
}

}  // namespace

int stop_rank(std::string_view unit) {
    if (unit.ends_with(".timer")) return 0;
    if (unit.ends_with(".socket")) return 1;
    if (unit.ends_with(".path")) return 2;
    return 3;
}

UnitChange change_of(const state::Unit& desired, const state::Unit* observed, const state::DeployedEntry* record,
                     const std::set<std::string>& touched) {
    const bool active = observed && observed->active;
    const bool enabled = observed && observed->enabled;
    // A record without inputs says: ours, but no start of it was ever seen to succeed.
    const bool started = record && !record->inputs.empty();

    UnitChange change;
    change.unmask = observed && observed->masked;
    if (desired.enabled != enabled) change.enabling = desired.enabled ? UnitVerb::enable : UnitVerb::disable;

    const bool is_a_volume = desired.creates && desired.creates->kind == state::PodmanObject::Kind::volume;
    const InputChanges inputs =
        compare(started ? record->inputs : desired.inputs, desired.inputs, touched, is_a_volume);
    const bool changed = !inputs.words.empty();
    change.changed = changed;
    change.reload = (changed && !inputs.by_this_plan) || (record && !started);

    if (active) {
        if (changed || (record && !started)) {
            const bool reload = changed && reload_is_enough(inputs, desired, *observed);
            change.running = reload ? UnitVerb::reload : UnitVerb::restart;
            change.why = changed ? words_for(inputs) : "the end of its last start was not recorded";
        }
        return change;
    }
    if (!desired.active) {
        if (changed) change.why = words_for(inputs);
        return change;
    }
    const bool by_us = started && record->digest != "triggered";
    const bool ended_well = desired.momentary && by_us && !changed && !(observed && observed->failed);
    if (ended_well) return change;
    change.running = UnitVerb::start;
    if (!started) {
        change.why = "new";
    } else if (changed) {
        change.why = words_for(inputs);
    } else {
        change.why = observed && observed->failed ? "it failed" : "not running";
    }
    return change;
}

}  // namespace nagaya::plan
