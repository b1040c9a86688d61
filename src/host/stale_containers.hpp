// Containers that run something else than their image's name stands for by now.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "state/host_state.hpp"

namespace nagaya::host {

struct StaleContainer {
    std::string service;
    std::string account;
    std::string unit;
    std::string image;      ///< the reference it was made from
    std::string has;        ///< the id of what it runs
    std::string named_now;  ///< the id that the reference stands for; "" when for none
};

/// Asks the podman of each account that has units in `state`, side by side. An account whose podman does not answer has none.
Result<std::vector<StaleContainer>> find_stale_containers(const state::HostState& state);

}  // namespace nagaya::host
