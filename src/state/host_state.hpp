// Everything about one host that a site decides.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "state/resource.hpp"

namespace nagaya::state {

/// How services stand to each other; not compared, only used for order.
struct ServiceOrder {
    std::string account;
    std::vector<std::string> needs = {};  ///< services that come first
    std::set<std::string> healthy =
        {};  ///< those of them whose probes must hold before, not only their starts have ended
};

/// Something that must be true of a host before anything on it is changed; not a resource, because nagaya does not make it so.
struct Requirement {
    enum class Kind {
        mounted,    ///< `subject` is a mount point; `owner`/`group`, when not "", are who must own it
        port_free,  ///< nothing but our own units listens on port `subject` (decimal; "tcp" or "udp" in `detail`)
        program,    ///< the program `subject` can be found
        unprivileged_port,  ///< accounts may listen on port `subject` (ip_unprivileged_port_start)
        secret,             ///< the file `subject` of the secrets directory was not there; always a problem
    };
    Kind kind;
    std::string service;
    std::string subject;
    std::string detail;
    std::string owner;
    std::string group;
    Span origin;
};

/// An ordered set of resources. Two states are compared resource by resource (plan/difference.hpp).
class HostState {
public:
    /// Adds or replaces.
    void put(ResourceId id, Resource resource);
    /// Takes it out, if it is there.
    void erase(const ResourceId& id) { resources_.erase(id); }
    const Resource* find(const ResourceId& id) const;
    /// The value of type T under `id`, or null when it is absent or of another kind.
    template <class T>
    const T* get(const ResourceId& id) const {
        const Resource* resource = find(id);
        return resource ? std::get_if<T>(&resource->value) : nullptr;
    }
    const std::map<ResourceId, Resource>& resources() const { return resources_; }

    std::string host;
    std::string prefix;
    std::string os;  ///< "debian", "microos" …: how packages are installed there
    std::map<std::string, ServiceOrder> services;
    std::vector<Requirement> requirements;
    /// Which units must be started anew when a resource changes: resource → units. Desired states only.
    std::map<ResourceId, std::set<ResourceId>> used_by;
    /// Directories below which an account may write: account name → its home and data directory (law 6).
    std::map<std::string, std::string> homes;

private:
    std::map<ResourceId, Resource> resources_;
};

/// What people call `resource` among the inputs of a unit of `service`: its role, after the other service's name if it is
/// another's.
std::string input_label(const Resource& resource, std::string_view service);

/// The resources as text for people and for comparing: sorted, one fact a line, nothing that depends on the run. A secret
/// appears as its digest only.
std::string print_state(const HostState& state);

}  // namespace nagaya::state
