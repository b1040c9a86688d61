#include "plan/changes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "plan/difference.hpp"
#include "plan/leaving.hpp"
#include "plan/scope.hpp"

namespace nagaya::plan {

using state::Kind;
using state::ResourceId;

namespace {

bool creates(const state::Unit& unit, state::PodmanObject::Kind kind) {
    return unit.creates && unit.creates->kind == kind;
}

class Finder {
public:
    Finder(const state::HostState& desired, const state::HostState& observed, const state::Deployed& deployed,
           const PlanOptions& options)
        : desired_(desired),
          observed_(observed),
          deployed_(deployed),
          options_(options),
          scope_(desired, options.only),
          uids_(accounts_by_uid(desired, observed)),
          contexts_(build_contexts(desired)) {}

    Changes find() {
        find_leaving(desired_, observed_, deployed_, scope_, options_, changes_);
        note_leaving_paths();
        for (const auto& [id, resource] : desired_.resources()) {
            if (!scope_.has(id, resource)) continue;
            if (id.kind != Kind::unit && id.kind != Kind::hook) find_difference(id, resource);
        }
        // Units come after the files they read, hooks after everything else of their service.
        for (const auto& [id, resource] : desired_.resources()) {
            if (id.kind == Kind::unit && scope_.has(id, resource)) find_unit(id, resource);
        }
        find_hooks();
        return std::move(changes_);
    }

private:
    const state::DeployedEntry* record(const ResourceId& id) const {
        const auto found = deployed_.entries.find(id);
        return found == deployed_.entries.end() ? nullptr : &found->second;
    }

    void adopt(const ResourceId& id, const state::Resource& resource) {
        state::DeployedEntry entry = entry_of(resource);
        const state::DeployedEntry* known = record(id);
        if (!known || *known != entry) changes_.adopt.emplace_back(id, std::move(entry));
    }

    Group& group(const ResourceId& id, const state::Resource& resource) {
        return changes_.groups[group_of(resource.service, id, resource, uids_)];
    }

    void note_leaving_paths() {
        for (const auto& [key, group] : changes_.groups) {
            for (const Leave& leaving : group.leaving_files) {
                leaving_files_.insert(leaving.id->name);
                leaving_inputs_[{leaving.entry->service, leaving.entry->role}] = leaving.id;
            }
        }
    }

    void find_difference(const ResourceId& id, const state::Resource& resource) {
        std::optional<Difference> found = difference(resource, observed_.find(id));
        if (!found) return adopt(id, resource);
        Put put{.id = &id,
                .resource = &resource,
                .why = std::move(found->why),
                .diff = std::move(found->diff),
                .observed = observed_.find(id)};
        if (id.kind == Kind::account) {
            if (!regroup(put)) changes_.accounts.push_back(std::move(put));
            return;
        }
        touch_users(id, resource, put);
        Group& owner = group(id, resource);
        if (id.kind == Kind::image) {
            owner.images.push_back(std::move(put));
        } else if (id.kind == Kind::directory) {
            (is_in(leaving_files_, id.name) ? owner.late_directories : owner.directories).push_back(std::move(put));
        } else {
            (is_in(contexts_, id.name) ? owner.context_files : owner.files).push_back(std::move(put));
        }
    }

    /// Whether the account is there and lacks a group: the manager that runs is not in it.
    bool regroup(const Put& put) {
        const auto* found = put.observed ? std::get_if<state::Account>(&put.observed->value) : nullptr;
        state::Resource rest = *put.resource;
        auto& account = std::get<state::Account>(rest.value);
        if (!found || std::ranges::includes(found->groups, account.groups)) return false;
        account.groups = found->groups;
        Regroup change{.account = put, .only_groups = !difference(rest, put.observed), .running = {}};
        for (const auto& [id, resource] : desired_.resources()) {
            if (id.kind != Kind::unit || id.scope != put.id->name) continue;
            const auto* unit = observed_.get<state::Unit>(id);
            if (unit && unit->active) change.running[resource.service].push_back(&id);
        }
        changes_.regrouped.push_back(std::move(change));
        return true;
    }

    // A file that is written anew is a new inode, which a bind mount does not see: its users start anew. An image that
    // comes back under its own name is the same image, unless its users were started with another one.
    void touch_users(const ResourceId& id, const state::Resource& resource, const Put& put) {
        if (id.kind == Kind::directory) return;
        const auto users = desired_.used_by.find(id);
        if (users == desired_.used_by.end()) return;
        for (const ResourceId& user : users->second) {
            const state::Resource* unit = desired_.find(user);
            if (!unit) continue;
            std::string label = input_label(resource, unit->service);
            const bool same_image =
                id.kind == Kind::image && !put.observed && !started_with_another(user, *unit, label);
            if (!same_image) touched_[user].insert(std::move(label));
        }
    }
    bool started_with_another(const ResourceId& id, const state::Resource& unit, const std::string& label) const {
        const state::DeployedEntry* known = record(id);
        if (!known) return false;
        const auto& now = std::get<state::Unit>(unit.value).inputs;
        const auto before = known->inputs.find(label);
        const auto after = now.find(label);
        return before == known->inputs.end() || after == now.end() || before->second != after->second;
    }

    /// The leaving file that a unit of `service` knows as `label` (see input_label), or null.
    const ResourceId* leaving_input(const std::string& label, const std::string& service) const {
        auto found = leaving_inputs_.find({service, label});
        const size_t colon = label.find(": ");
        if (found == leaving_inputs_.end() && colon != std::string::npos) {
            found = leaving_inputs_.find({label.substr(0, colon), label.substr(colon + 2)});
        }
        return found == leaving_inputs_.end() ? nullptr : found->second;
    }

    void find_unit(const ResourceId& id, const state::Resource& resource) {
        const auto& desired = std::get<state::Unit>(resource.value);
        std::set<std::string> touched = touched_[id];
        std::vector<const ResourceId*> removed;
        const state::DeployedEntry* known = record(id);
        if (known) {
            for (const auto& [label, digest] : known->inputs) {
                if (desired.inputs.contains(label)) continue;
                const ResourceId* file = leaving_input(label, resource.service);
                if (!file) continue;
                touched.insert(label);
                removed.push_back(file);
            }
        }
        UnitChange change = change_of(desired, observed_.get<state::Unit>(id), known, touched);
        if (creates(desired, state::PodmanObject::Kind::volume)) leave_volume(resource, change);
        const bool nothing = !change.enabling && !change.running && !change.reload && !change.unmask;
        const bool record_differs = !known || *known != entry_of(resource);
        if (nothing && !record_differs) return;
        if (nothing && touched.empty()) return adopt(id, resource);
        group(id, resource)
            .units.push_back({.id = &id,
                              .resource = &resource,
                              .change = std::move(change),
                              .removed_inputs = std::move(removed),
                              .triggered = triggered_by(desired)});
    }

    // Podman keeps a volume that exists (podman-systemd.unit(5)), and to make it anew is to lose what it holds.
    void leave_volume(const state::Resource& resource, UnitChange& change) {
        const auto& unit = std::get<state::Unit>(resource.value);
        if (change.running == UnitVerb::restart) change.running.reset();
        if (!change.changed) return;
        changes_.stays.push_back(
            concat("volume ", unit.creates->name, " of ", unit.account, " (", change.why,
                   "): to make it anew, save what it holds, stop what uses it, run `podman volume rm ",
                   unit.creates->name, "` as ", unit.account, ", and apply again"));
    }

    /// The service that the socket starts, if it runs: systemd refuses to start a socket before its service has stopped.
    const ResourceId* triggered_by(const state::Unit& socket) const {
        constexpr std::string_view suffix = ".socket";
        if (!socket.name.ends_with(suffix)) return nullptr;
        std::string name = socket.triggers;
        if (name.empty()) name = socket.name.substr(0, socket.name.size() - suffix.size()) + ".service";
        const auto found = desired_.resources().find({.kind = Kind::unit, .scope = socket.account, .name = name});
        if (found == desired_.resources().end()) return nullptr;
        const auto* running = observed_.get<state::Unit>(found->first);
        return running && running->active ? &found->first : nullptr;
    }

    void find_hooks() {
        std::map<std::string, std::vector<std::pair<const ResourceId*, const state::Resource*>>> by_service;
        for (const auto& [id, resource] : desired_.resources()) {
            if (id.kind == Kind::hook && scope_.has(id, resource))
                by_service[resource.service].emplace_back(&id, &resource);
        }
        for (auto& [service, hooks] : by_service) {
            std::ranges::stable_sort(
                hooks, {}, [](const auto& hook) { return std::get<state::Hook>(hook.second->value).position; });
            Group& owner = changes_.groups[GroupKey{.service = service, .account = {}}];
            // The migrations first: one that has to run is work, and then the hooks of every apply run too.
            bool work = owner.has_work();
            const auto is_due = [&](const auto& hook) {
                const auto& value = std::get<state::Hook>(hook.second->value);
                const state::DeployedEntry* known = record(*hook.first);
                return value.once ? !known || known->digest != value.digest : work;
            };
            work = work || std::ranges::any_of(hooks, [&](const auto& hook) {
                       return std::get<state::Hook>(hook.second->value).once && is_due(hook);
                   });
            for (const auto& hook : hooks) {
                if (!is_due(hook)) continue;
                const auto& value = std::get<state::Hook>(hook.second->value);
                (value.before_build ? owner.hooks_before : owner.hooks_after)
                    .push_back({.id = hook.first,
                                .resource = hook.second,
                                .why = value.once ? "has not run yet" : "runs at every change of the service",
                                .diff = {}});
            }
        }
    }

    const state::HostState& desired_;
    const state::HostState& observed_;
    const state::Deployed& deployed_;
    const PlanOptions& options_;
    Scope scope_;
    std::map<uint32_t, std::string> uids_;
    std::set<std::string> contexts_;
    std::set<std::string> leaving_files_;
    std::map<std::pair<std::string, std::string>, const ResourceId*> leaving_inputs_;  // service, role → leaving file
    std::map<ResourceId, std::set<std::string>> touched_;  // unit → labels of inputs that are written
    Changes changes_;
};

}  // namespace

bool Group::has_work() const {
    return !(stale_context.empty() && directories.empty() && context_files.empty() && images.empty() &&
             leaving_units.empty() && leaving_files.empty() && leaving_directories.empty() && purged_trees.empty() &&
             late_directories.empty() && files.empty() && units.empty());
}

Changes find_changes(const state::HostState& desired, const state::HostState& observed, const state::Deployed& deployed,
                     const PlanOptions& options) {
    return Finder(desired, observed, deployed, options).find();
}

}  // namespace nagaya::plan
