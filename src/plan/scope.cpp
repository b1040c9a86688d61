#include "plan/scope.hpp"

#include <algorithm>

namespace nagaya::plan {

using state::Kind;
using state::ResourceId;

namespace {

bool is_path(Kind kind) { return kind == Kind::directory || kind == Kind::file || kind == Kind::symlink; }

bool is_below(const std::string& path, const std::string& directory) {
    return path == directory || path.starts_with(directory + "/");
}

}  // namespace

Scope::Scope(const state::HostState& desired, const std::vector<std::string>& only) : only_(only.begin(), only.end()) {
    if (everything()) return;
    for (const std::string& service : only_) {
        const auto order = desired.services.find(service);
        if (order != desired.services.end()) accounts_.insert(order->second.account);
    }
    for (const std::string& name : accounts_) {
        const auto* account = desired.get<state::Account>({.kind = Kind::account, .scope = {}, .name = name});
        if (account) uids_.insert(account->uid);
    }
    for (const auto& [id, users] : desired.used_by) {
        const state::Resource* resource = desired.find(id);
        if (!resource || !(resource->service.empty() || has_service(resource->service))) continue;
        const bool wanted = std::ranges::any_of(users, [&](const ResourceId& user) {
            const state::Resource* unit = desired.find(user);
            return unit && has_service(unit->service);
        });
        if (wanted) used_.insert(id);
    }
    // Bases of bases: a queue, since they form a graph.
    std::vector<ResourceId> queue(used_.begin(), used_.end());
    while (!queue.empty()) {
        const ResourceId id = queue.back();
        queue.pop_back();
        const auto* image = desired.get<state::Image>(id);
        if (!image) continue;
        if (!image->build_context.empty()) contexts_.insert(image->build_context);
        for (const std::string& base : image->bases) {
            const ResourceId base_id{.kind = Kind::image, .scope = id.scope, .name = base};
            if (used_.insert(base_id).second) queue.push_back(base_id);
        }
    }
    for (const std::string& context : contexts_) add_ancestors(context + "/x");
    for (const auto& [id, resource] : desired.resources()) {
        const bool wanted = (!resource.service.empty() && has_service(resource.service)) || used_.contains(id);
        if (is_path(id.kind) && wanted) add_ancestors(id.name);
    }
}

void Scope::add_ancestors(const std::string& path) {
    for (size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0; slash = path.rfind('/', slash - 1)) {
        if (!paths_.insert(path.substr(0, slash)).second) return;
    }
}

bool Scope::is_for_account(const state::Resource& resource) const {
    if (const auto* directory = std::get_if<state::Directory>(&resource.value))
        return uids_.contains(directory->owner.gid);
    if (const auto* file = std::get_if<state::File>(&resource.value)) return uids_.contains(file->owner.gid);
    return false;
}

bool Scope::has(const ResourceId& id, const state::Resource& resource) const {
    if (everything() || used_.contains(id)) return true;
    if (!resource.service.empty()) return has_service(resource.service);
    if (id.kind == Kind::account) return accounts_.contains(id.name);
    if (!is_path(id.kind)) return false;
    if (paths_.contains(id.name) || is_for_account(resource)) return true;
    return std::ranges::any_of(contexts_, [&](const std::string& context) { return is_below(id.name, context); });
}

}  // namespace nagaya::plan
