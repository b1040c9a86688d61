// What nagaya put on a host and has to remember, because the host itself cannot tell it: which resources are ours, and
// what each unit was last started with. Kept as /var/lib/nagaya/<prefix>/deployed.json, mode 0600. Everything else is observed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "state/host_state.hpp"

namespace nagaya::state {

/// One remembered resource.
struct DeployedEntry {
    std::string service;
    std::string role;
    bool keep = false;                          ///< data: needs --purge
    std::map<std::string, std::string> inputs;  ///< of a unit: what it was started with
    std::string digest;  ///< of a hook: what ran; of a unit that something else starts (a timer, a user): "triggered"

    bool operator==(const DeployedEntry&) const = default;
};

struct Deployed {
    std::map<ResourceId, DeployedEntry> entries;
    std::string site_commit;  ///< as `git describe` says, or ""
    bool operator==(const Deployed&) const = default;
};

/// What is remembered of a resource that is as the site wants it.
DeployedEntry entry_of(const Resource& resource);

/// Version 1 of the file's format, documented in docs/formats/deployed.md.
std::string print_deployed(const Deployed& deployed);
Result<Deployed> parse_deployed(std::string_view text);

}  // namespace nagaya::state
