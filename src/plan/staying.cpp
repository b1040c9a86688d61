#include "plan/staying.hpp"

#include "plan/leaving.hpp"

namespace nagaya::plan {

using state::Kind;
using state::ResourceId;

namespace {

bool is_path(Kind kind) { return kind == Kind::directory || kind == Kind::file || kind == Kind::symlink; }

}  // namespace

Staying::Staying(const state::HostState& desired, const state::HostState& observed, const state::Deployed& deployed,
                 const Scope& scope)
    : desired_(desired), scope_(scope), uids_(accounts_by_uid(desired, observed)) {
    for (const auto& [name, order] : desired.services) accounts_.insert(order.account);
    for (const auto& [id, resource] : desired.resources()) {
        if (is_path(id.kind)) hold_parents(id.name);
    }
    for (const auto& [id, entry] : deployed.entries) {
        if (entry.service.empty()) continue;
        const std::string account = account_of(id, observed.find(id));
        if (!account.empty()) (stays(entry.service) ? accounts_ : left_).insert(account);
        if (is_path(id.kind) && stays(entry.service)) hold_parents(id.name);
    }
    // A service that changed its account leaves nothing behind in the old one but data.
    for (const auto& [id, entry] : deployed.entries) {
        if (entry.service.empty() && parents_.contains(id.name)) accounts_.insert(account_of(id, observed.find(id)));
    }
    for (const std::string& account : accounts_) left_.erase(account);
}

bool Staying::stays(const std::string& service) const {
    return !service.empty() && (desired_.services.contains(service) || !scope_.has_service(service));
}

std::string Staying::account_of(const ResourceId& id, const state::Resource* observed) const {
    if (id.kind == Kind::account) return id.name;
    if (id.kind == Kind::unit || id.kind == Kind::image) return id.scope;
    return observed ? group_of({}, id, *observed, uids_).account : std::string();
}

void Staying::hold_parents(const std::string& path) {
    for (size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0; slash = path.rfind('/', slash - 1)) {
        if (!parents_.insert(path.substr(0, slash)).second) return;
    }
}

bool Staying::holds(const Leave& leaving) const {
    const ResourceId& id = *leaving.id;
    if (stays(leaving.entry->service) || (is_path(id.kind) && parents_.contains(id.name))) return true;
    if (!leaving.entry->service.empty()) return false;
    const auto* account = leaving.observed ? std::get_if<state::Account>(&leaving.observed->value) : nullptr;
    if (account && parents_.contains(account->home)) return true;
    // Data lies in <data_root>/<account>: the name still tells when the owner was changed by hand.
    return accounts_.contains(account_of(id, leaving.observed)) ||
           accounts_.contains(id.name.substr(id.name.rfind('/') + 1));
}

bool Staying::has_left(const ResourceId& id, const state::Resource* observed) const {
    const std::string account = account_of(id, observed);
    return !account.empty() && account != "root" && left_.contains(account);
}

}  // namespace nagaya::plan
