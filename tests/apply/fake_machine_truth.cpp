// Whether a host in memory is as a site says.
#include "apply/fake_machine.hpp"

namespace nagaya::apply {

namespace {

/// Files and links are compared as wholes, of a directory what `b`, the desired one, names; of an image and an account it
/// is enough that they are there.
bool is_same(const state::Resource& a, const state::Resource& b) {
    if (const auto* directory = std::get_if<state::Directory>(&a.value))
        return std::get<state::Directory>(b.value).accepts(*directory);
    if (const auto* file = std::get_if<state::File>(&a.value)) return *file == std::get<state::File>(b.value);
    if (const auto* link = std::get_if<state::Symlink>(&a.value)) return *link == std::get<state::Symlink>(b.value);
    return true;
}

}  // namespace

std::vector<std::string> FakeMachine::wrong(const state::HostState& desired, const std::set<std::string>* only) const {
    std::vector<std::string> found;
    for (const auto& [id, resource] : desired.resources()) {
        if (only && !only->contains(resource.service)) continue;
        if (id.kind == Kind::hook) continue;
        if (id.kind != Kind::unit) {
            const state::Resource* there = world.disk.find(id);
            if (!there || there->value.index() != resource.value.index()) {
                found.push_back(concat(id.text(), " is missing"));
            } else if (!is_same(*there, resource)) {
                found.push_back(concat(id.text(), " differs"));
            }
            continue;
        }
        const auto& unit = std::get<state::Unit>(resource.value);
        const std::map<ResourceId, std::string> defined = definitions(id.scope);
        const auto definition = defined.find(id);
        if (definition == defined.end()) {
            found.push_back(concat(id.text(), " has no file"));
            continue;
        }
        const auto loaded = world.loaded.find(id);
        if (loaded == world.loaded.end() || loaded->second != definition->second) {
            found.push_back(concat(id.text(), " is not loaded as it is on disk"));
        }
        const auto known = world.units.find(id);
        const bool active = known != world.units.end() && known->second.active;
        const bool enabled = known != world.units.end() && known->second.enabled;
        if (enabled != unit.enabled) found.push_back(concat(id.text(), enabled ? " is enabled" : " is not enabled"));
        if (unit.active && !unit.momentary && !active) found.push_back(concat(id.text(), " does not run"));
        const auto with = world.started_with.find(id);
        if (unit.active && with == world.started_with.end()) found.push_back(concat(id.text(), " was never started"));
        if ((unit.active || active) && with != world.started_with.end() &&
            with->second != snapshot(id, definition->second).value_or(Snapshot{})) {
            found.push_back(concat(id.text(), " runs with something old"));
        }
    }
    if (only) return found;
    for (const auto& [id, resource] : world.disk.resources()) {
        const auto* directory = std::get_if<state::Directory>(&resource.value);
        const bool kept = id.kind == Kind::account || id.kind == Kind::image || (directory && directory->keep);
        if (!kept && !desired.find(id)) found.push_back(concat(id.text(), " is left behind"));
    }
    for (const auto& [id, unit] : world.units) {
        if ((unit.active || unit.enabled) && !desired.find(id)) found.push_back(concat(id.text(), " still runs"));
    }
    return found;
}

}  // namespace nagaya::apply
