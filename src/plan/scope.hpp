// What a plan may touch when it is for some services only.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "state/host_state.hpp"

namespace nagaya::plan {

/// For no services in particular: everything. Else the services named, and of what is shared only what they stand on: their
/// accounts, the directories above their files, the images that their units use. What belongs to another service is left
/// alone, even if theirs use it.
class Scope {
public:
    Scope(const state::HostState& desired, const std::vector<std::string>& only);

    bool has_service(const std::string& service) const { return only_.empty() || only_.contains(service); }
    bool has(const state::ResourceId& id, const state::Resource& resource) const;
    bool everything() const { return only_.empty(); }

private:
    void add_ancestors(const std::string& path);
    bool is_for_account(const state::Resource& resource) const;

    std::set<std::string> only_;
    std::set<std::string> accounts_;
    std::set<uint32_t> uids_;
    std::set<std::string> paths_;       ///< of directories above what is wanted
    std::set<state::ResourceId> used_;  ///< by units that are wanted, and bases of such images
    std::set<std::string> contexts_;    ///< build contexts of images in `used_`
};

}  // namespace nagaya::plan
