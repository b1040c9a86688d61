// A generation: what an apply that changed something left behind, complete enough to go back to it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "state/deployed.hpp"
#include "state/host_state.hpp"

namespace nagaya::state {

struct Generation {
    uint64_t number = 0;  ///< from 1, never used twice
    int64_t time = 0;     ///< seconds since 1970
    std::string reason;   ///< "apply", "apply web", "rollback to 3"
    std::string site_commit;
    std::set<std::string> held_back;   ///< services that failed and stayed as they were in the generation before
    std::vector<std::string> changes;  ///< one line for each change, as the plan said it
    /// What holds on the host: the site's state, but for services held back, which are as before. Images have their ids.
    HostState state;
    Deployed deployed;
};

/// Version 1, documented in docs/formats/generation.md. Contents are named by digest; they are in the store.
std::string print_generation(const Generation& generation);
/// Untrusted bytes. Contents are Content::named.
Result<Generation> parse_generation(std::string_view text);

/// The digests of every content that the generation refers to.
std::set<std::string> contents_of(const Generation& generation);

/// `desired`, but each service of `held_back` as `before` has it (absent when it was not there).
HostState hold_back(const HostState& desired, const HostState& before, const std::set<std::string>& held_back);

}  // namespace nagaya::state
