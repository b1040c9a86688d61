#include "apply/old_world.hpp"

#include <algorithm>

#include "apply/fake_storage.hpp"

namespace nagaya::apply {

namespace {

class Comparison {
public:
    Comparison(const Past& before, const World& now, const plan::Plan& plan, const std::set<std::string>* only,
               bool exactly)
        : before_(before.world),
          rebooted_(before.rebooted),
          now_(now),
          only_(only),
          exactly_(exactly),
          record_(before.world.storage.record) {
        for (const auto& [id, entry] : record_.entries) owners_[id] = entry.service;
        for (const plan::Step& step : plan.steps) {
            for (const auto& [id, entry] : step.remember) owners_.emplace(id, entry.service);
            for (const auto& [id, resource] : step.before) owners_.emplace(id, step.service);
            if (const auto* change = std::get_if<plan::ChangeUnit>(&step.action)) note(*change);
        }
        for (const auto& [id, entry] : plan.adopt) record_.entries.insert_or_assign(id, entry);
        for (const ResourceId& id : plan.forget) record_.entries.erase(id);
    }

    std::vector<std::string> compare() {
        compare_disk();
        compare_units();
        compare_record();
        return std::move(found_);
    }

private:
    void note(const plan::ChangeUnit& change) {
        const ResourceId id{.kind = Kind::unit, .scope = change.unit.account, .name = change.unit.name};
        const bool leaves = change.verb == plan::UnitVerb::stop || change.verb == plan::UnitVerb::disable;
        (leaves ? leaving_ : staying_).insert(id);
    }

    std::string owner_of(const ResourceId& id) const {
        const auto owner = owners_.find(id);
        return owner == owners_.end() ? std::string() : owner->second;
    }

    bool counts(const ResourceId& id) const {
        if (!only_) return true;
        const auto owner = owners_.find(id);
        return owner != owners_.end() && only_->contains(owner->second);
    }
    void say(const ResourceId& id, std::string_view what) {
        if (counts(id)) found_.push_back(concat(id.text(), ' ', what));
    }

    static bool is_same(const state::Resource& a, const state::Resource& b) {
        if (a.value.index() != b.value.index()) return false;
        if (const auto* directory = std::get_if<state::Directory>(&a.value))
            return *directory == std::get<state::Directory>(b.value);
        if (const auto* file = std::get_if<state::File>(&a.value)) return *file == std::get<state::File>(b.value);
        if (const auto* link = std::get_if<state::Symlink>(&a.value)) return *link == std::get<state::Symlink>(b.value);
        return true;
    }

    bool is_prepared(const ResourceId& id, bool keeps_data) const {
        if (exactly_) return false;
        return id.kind == Kind::account || id.kind == Kind::image || (id.kind == Kind::directory && keeps_data);
    }

    void compare_disk() {
        for (const auto& [id, resource] : before_.disk.resources()) {
            const state::Resource* there = now_.disk.find(id);
            if (!there) {
                say(id, "is gone");
            } else if (!is_same(resource, *there)) {
                say(id, "is another");
            }
        }
        for (const auto& [id, resource] : now_.disk.resources()) {
            const auto* directory = std::get_if<state::Directory>(&resource.value);
            if (!before_.disk.find(id) && !is_prepared(id, directory && directory->keep)) say(id, "is left behind");
        }
    }

    static state::Unit unit_in(const World& world, const ResourceId& id) {
        const auto found = world.units.find(id);
        return found == world.units.end() ? state::Unit{} : found->second;
    }

    /// What the unit runs with. Files of services that do not count are as they are now. A unit that leaves and was not
    /// stopped yet may have been started by a boot that saw another service's new file: it is not disturbed for that, since
    /// the next apply takes it away.
    std::optional<Snapshot> started_with(const World& world, const ResourceId& id) const {
        const auto found = world.started_with.find(id);
        if (found == world.started_with.end()) return std::nullopt;
        const bool leaves = leaving_.contains(id) && !staying_.contains(id);
        Snapshot with = found->second;
        std::erase_if(with, [&](const auto& part) {
            const ResourceId file{.kind = Kind::file, .scope = {}, .name = part.first};
            const auto owner = owners_.find(file);
            return owner != owners_.end() && (!counts(file) || (leaves && owner->second != owner_of(id)));
        });
        return with;
    }

    void compare_units() {
        std::set<ResourceId> all;
        for (const World* world : {&before_, &now_}) {
            for (const auto& [id, unit] : world->units) all.insert(id);
            for (const auto& [id, definition] : world->loaded) all.insert(id);
        }
        for (const ResourceId& id : all) {
            const state::Unit old = unit_in(before_, id);
            const state::Unit unit = unit_in(now_, id);
            if (unit.enabled != old.enabled) say(id, unit.enabled ? "is enabled" : "is not enabled");
            const bool active_after_boot = unit_in(rebooted_, id).active;
            if (unit.active && !old.active && !active_after_boot) say(id, "runs");
            if (!unit.active && old.active && active_after_boot) say(id, "does not run");
            const std::optional<Snapshot> with = started_with(now_, id);
            if (unit.active && with && with != started_with(before_, id) && with != started_with(rebooted_, id))
                say(id, "runs with something else");
            const auto loaded = now_.loaded.find(id);
            const auto old_loaded = before_.loaded.find(id);
            const bool is_loaded = loaded != now_.loaded.end();
            if (is_loaded != (old_loaded != before_.loaded.end()) ||
                (is_loaded && loaded->second != old_loaded->second)) {
                say(id, "is loaded otherwise");
            }
        }
    }

    void compare_record() {
        for (const auto& [id, entry] : record_.entries) {
            const auto there = now_.storage.record.entries.find(id);
            if (there == now_.storage.record.entries.end()) {
                say(id, "is not in the record");
            } else if (there->second != entry && !is_prepared(id, entry.keep)) {
                if (!(id.kind == Kind::hook && now_.migrations.contains(there->second.digest)))
                    say(id, "is another in the record");
            }
        }
        for (const auto& [id, entry] : now_.storage.record.entries) {
            if (record_.entries.contains(id) || is_prepared(id, entry.keep)) continue;
            if (id.kind == Kind::hook && now_.migrations.contains(entry.digest)) continue;
            say(id, "is new in the record");
        }
    }

    const World& before_;
    const World& rebooted_;
    const World& now_;
    const std::set<std::string>* only_;
    bool exactly_;
    state::Deployed record_;  // as it should be
    std::map<ResourceId, std::string> owners_;
    std::set<ResourceId> leaving_;  // units that are only stopped
    std::set<ResourceId> staying_;
    std::vector<std::string> found_;
};

}  // namespace

Past::Past(World its_world) : world(std::move(its_world)), rebooted(after_power_cut(world, 0)) {}

std::vector<std::string> differences(const Past& before, const World& now, const plan::Plan& plan,
                                     const std::set<std::string>* only, bool exactly) {
    return Comparison(before, now, plan, only, exactly).compare();
}

}  // namespace nagaya::apply
