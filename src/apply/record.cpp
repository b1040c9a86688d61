#include "apply/record.hpp"

namespace nagaya::apply {

using state::Kind;

namespace {

// A unit that was started but is not remembered costs one more restart, so the record is written now and then only.
constexpr size_t steps_between_writes = 64;

}  // namespace

bool Record::put(const state::ResourceId& id, const state::DeployedEntry& entry) {
    const auto [found, is_new] = deployed_.entries.try_emplace(id, entry);
    if (!is_new && found->second == entry) return false;
    found->second = entry;
    return true;
}

Result<void> Record::begin(const plan::Plan& plan) {
    bool changed = false;
    for (const auto& [id, entry] : plan.adopt) changed |= put(id, entry);
    for (const state::ResourceId& id : plan.forget) changed |= deployed_.entries.erase(id) > 0;
    for (const plan::Step& step : plan.steps) {
        for (const auto& [id, entry] : step.remember) {
            if (id.kind == Kind::hook) continue;
            if (id.kind != Kind::unit) {
                changed |= put(id, entry);
            } else if (!deployed_.entries.contains(id)) {
                state::DeployedEntry claim = entry;
                claim.inputs.clear();
                changed |= put(id, claim);
            }
        }
    }
    if (!changed) return {};
    return machine_.remember(deployed_);
}

void Record::step_done(const plan::Step& step) {
    bool changed = false;
    bool urgent = false;
    for (const auto& [id, entry] : step.remember) {
        const bool differs = put(id, entry);
        changed |= differs;
        urgent |= differs && id.kind == Kind::hook;
    }
    for (const state::ResourceId& id : step.forget) changed |= deployed_.entries.erase(id) > 0;
    if (changed) ++unsaved_;
    if (urgent || unsaved_ >= steps_between_writes) save();
}

void Record::save() {
    if (unsaved_ == 0) return;
    failed_ = !machine_.remember(deployed_);
    if (!failed_) unsaved_ = 0;
}

}  // namespace nagaya::apply
