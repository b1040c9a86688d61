// What is ours and no longer wanted.
#pragma once

#include "plan/changes.hpp"
#include "plan/scope.hpp"

namespace nagaya::plan {

/// Adds to `changes` what the record knows and the site no longer has: to remove, to keep, or to forget.
void find_leaving(const state::HostState& desired, const state::HostState& observed, const state::Deployed& deployed,
                  const Scope& scope, const PlanOptions& options, Changes& changes);

/// The group a resource belongs to. What is shared is an account's if it has that account's group id.
GroupKey group_of(const std::string& service, const state::ResourceId& id, const state::Resource& resource,
                  const std::map<uint32_t, std::string>& accounts_by_uid);

/// The accounts of both states by uid.
std::map<uint32_t, std::string> accounts_by_uid(const state::HostState& desired, const state::HostState& observed);

/// The directories that images are built from.
std::set<std::string> build_contexts(const state::HostState& desired);

/// Is the path in one of these directories, or one of them itself?
bool is_in(const std::set<std::string>& directories, std::string_view path);

}  // namespace nagaya::plan
