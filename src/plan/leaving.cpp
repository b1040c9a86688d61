#include "plan/leaving.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "plan/staying.hpp"

namespace nagaya::plan {

using state::Kind;

namespace {

class Leaver {
public:
    Leaver(const state::HostState& desired, const state::HostState& observed, const Staying& staying,
           const PlanOptions& options, Changes& changes)
        : staying_(staying),
          options_(options),
          changes_(changes),
          uids_(accounts_by_uid(desired, observed)),
          contexts_(build_contexts(desired)) {}

    void leave(const Leave& leaving) {
        const Kind kind = leaving.id->kind;
        if (kind == Kind::image || (kind == Kind::hook && !leaving.entry->keep)) {
            changes_.forget.push_back(*leaving.id);  // images go with the clean-up, not with an apply
        } else if (kind == Kind::hook) {
            // A migration that ran stays known as long as the data it changed is there.
            if (may_purge(leaving)) changes_.forget.push_back(*leaving.id);
        } else if (!leaving.observed && kind != Kind::unit) {
            changes_.forget.push_back(*leaving.id);
        } else if (kind == Kind::account) {
            leave_account(leaving);
        } else if (kind == Kind::unit) {
            leave_unit(leaving);
        } else if (leaving.entry->keep) {
            leave_data(leaving);
        } else {
            leave_path(leaving);
        }
    }

private:
    bool may_purge(const Leave& leaving) const { return options_.purge && !staying_.holds(leaving); }

    Group& group(const Leave& leaving) {
        return changes_.groups[group_of(leaving.entry->service, *leaving.id, *leaving.observed, uids_)];
    }

    void leave_account(const Leave& leaving) {
        if (may_purge(leaving)) {
            changes_.purged_accounts.push_back(leaving);
        } else {
            changes_.kept.push_back(concat("account ", leaving.id->name));
        }
    }

    void leave_unit(const Leave& leaving) {
        Group& units = changes_.groups[GroupKey{.service = leaving.entry->service, .account = {}}];
        units.forgotten_units.push_back(leaving.id);
        const auto* unit = leaving.observed ? std::get_if<state::Unit>(&leaving.observed->value) : nullptr;
        if (unit && (unit->active || unit->enabled || unit->failed)) units.leaving_units.push_back(leaving);
    }

    void leave_data(const Leave& leaving) {
        if (!may_purge(leaving)) {
            changes_.kept.push_back(leaving.id->name);
        } else if (!purged_.empty() && leaving.id->name.starts_with(purged_ + "/")) {
            changes_.forget.push_back(*leaving.id);  // goes with the tree above it, which came just before
        } else {
            purged_ = leaving.id->name;
            group(leaving).purged_trees.push_back(leaving);
        }
    }

    void leave_path(const Leave& leaving) {
        Group& owner = group(leaving);
        if (is_in(contexts_, leaving.id->name)) {
            owner.stale_context.push_back(leaving);
        } else if (leaving.id->kind == Kind::directory) {
            owner.leaving_directories.push_back(leaving);
        } else {
            owner.leaving_files.push_back(leaving);
        }
    }

    const Staying& staying_;
    const PlanOptions& options_;
    Changes& changes_;
    std::map<uint32_t, std::string> uids_;
    std::set<std::string> contexts_;
    std::string purged_;
};

bool files_first_then_deepest(const Leave& a, const Leave& b) {
    const bool a_is_directory = a.id->kind == Kind::directory;
    const bool b_is_directory = b.id->kind == Kind::directory;
    if (a_is_directory != b_is_directory) return b_is_directory;
    // A path sorts before what is below it, so the reverse order has the deepest first.
    return a_is_directory ? a.id->name > b.id->name : a.id->name < b.id->name;
}

}  // namespace

bool is_in(const std::set<std::string>& directories, std::string_view path) {
    if (directories.empty()) return false;
    for (size_t end = path.size(); end != std::string_view::npos && end > 0; end = path.rfind('/', end - 1)) {
        if (directories.contains(std::string(path.substr(0, end)))) return true;
    }
    return false;
}

std::set<std::string> build_contexts(const state::HostState& desired) {
    std::set<std::string> contexts;
    for (const auto& [id, resource] : desired.resources()) {
        const auto* image = std::get_if<state::Image>(&resource.value);
        if (image && !image->build_context.empty()) contexts.insert(image->build_context);
    }
    return contexts;
}

std::map<uint32_t, std::string> accounts_by_uid(const state::HostState& desired, const state::HostState& observed) {
    std::map<uint32_t, std::string> accounts;
    for (const state::HostState* state : {&observed, &desired}) {
        for (const auto& [id, resource] : state->resources()) {
            const auto* account = std::get_if<state::Account>(&resource.value);
            if (!account) break;  // accounts come first
            accounts.insert_or_assign(account->uid, account->name);
        }
    }
    return accounts;
}

GroupKey group_of(const std::string& service, const state::ResourceId& id, const state::Resource& resource,
                  const std::map<uint32_t, std::string>& accounts_by_uid) {
    if (!service.empty()) return {.service = service, .account = {}};
    if (!id.scope.empty()) return {.service = {}, .account = id.scope};
    uint32_t gid = 0;
    if (const auto* directory = std::get_if<state::Directory>(&resource.value)) gid = directory->owner.gid;
    if (const auto* file = std::get_if<state::File>(&resource.value)) gid = file->owner.gid;
    const auto account = accounts_by_uid.find(gid);
    return {.service = {}, .account = gid != 0 && account != accounts_by_uid.end() ? account->second : std::string()};
}

void find_leaving(const state::HostState& desired, const state::HostState& observed, const state::Deployed& deployed,
                  const Scope& scope, const PlanOptions& options, Changes& changes) {
    const Staying staying(desired, observed, deployed, scope);
    Leaver leaver(desired, observed, staying, options, changes);
    for (const auto& [id, entry] : deployed.entries) {
        if (desired.find(id)) continue;
        const state::Resource* found = observed.find(id);
        const bool ours = entry.service.empty() ? staying.has_left(id, found) : scope.has_service(entry.service);
        if (scope.everything() || ours) leaver.leave({.id = &id, .entry = &entry, .observed = found});
    }
    for (auto& [key, group] : changes.groups) {
        std::ranges::sort(group.stale_context, files_first_then_deepest);
        std::ranges::sort(group.leaving_directories, files_first_then_deepest);
    }
}

}  // namespace nagaya::plan
