// nagaya diff: what differs between two generations, or between one and the host as it is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/plan.hpp"
#include "state/host_state.hpp"

namespace nagaya::app {

struct DiffOptions {
    HostOptions where;
    std::string prefix;
    uint64_t from = 0;
    uint64_t to = 0;  ///< 0 = what the host is now
    bool diffs = true;
    Format format = Format::text;
};

int diff(const DiffOptions& options, Console& console);

/// How one resource differs.
struct Changed {
    enum class How { added, removed, changed } how = How::changed;
    state::ResourceId id;
    std::string service;
    std::string what;  ///< "content, mode 0644 → 0600"
    std::string text;  ///< unified diff of a text file; never of a secret
};

/// From one state to another, by service and then by name. What the first leaves open (Directory::any_mode …) does not differ.
std::vector<Changed> changes_between(const state::HostState& from, const state::HostState& to);

}  // namespace nagaya::app
