// What must outlive a --purge: everything that services which stay stand on.
#pragma once

#include <map>
#include <set>
#include <string>

#include "plan/changes.hpp"
#include "plan/scope.hpp"

namespace nagaya::plan {

/// Knows which services stay: those of the site, and, when a plan is for some services only, all the others on record. What is
/// an account's is found by its units, by group ids, and by what lies below its directories; where these do not agree, more
/// stays rather than less.
class Staying {
public:
    Staying(const state::HostState& desired, const state::HostState& observed, const state::Deployed& deployed,
            const Scope& scope);

    /// Does a service that stays own this, lie below it, or use its account?
    bool holds(const Leave& leaving) const;
    /// Of a plan for some services only: is this shared entry of an account that had no services but those that leave?
    bool has_left(const state::ResourceId& id, const state::Resource* observed) const;

private:
    bool stays(const std::string& service) const;
    std::string account_of(const state::ResourceId& id, const state::Resource* observed) const;
    void hold_parents(const std::string& path);

    const state::HostState& desired_;
    const Scope& scope_;
    std::map<uint32_t, std::string> uids_;
    std::set<std::string> accounts_;  ///< of services that stay
    std::set<std::string> left_;      ///< of services that leave, and of no others
    std::set<std::string> parents_;  ///< directories with something of a service that stays, or of the site, below them
};

}  // namespace nagaya::plan
