// What must be true before an apply changes anything (P11): every problem in one list.
#pragma once

#include <string>
#include <vector>

#include "base/source.hpp"
#include "plan/plan.hpp"
#include "state/host_state.hpp"

namespace nagaya::host {

struct Problem {
    std::string service;  ///< "" = the host itself
    std::string message;
    std::string help;  ///< what to do
    Span origin;       ///< the line it comes from, for those that have one
};

/// Requirements of the state, the host's own fitness (root, systemd, podman, newuidmap, network-online.target reached, uids
/// and subids not taken by others), and the units as the host's own Quadlet generator reads them: a unit that would vanish at
/// the next daemon-reload is a problem. Changes nothing that stays.
std::vector<Problem> precheck(const state::HostState& desired, const state::HostState& observed,
                              const plan::Plan& plan);

}  // namespace nagaya::host
