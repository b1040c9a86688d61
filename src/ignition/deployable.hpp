// What passes every check of Ignition's validation and fails on the machine, at its first boot.
#pragma once

#include "ignition/validate.hpp"

namespace nagaya::ignition {

/// Finds hashes that are none, content that is not compressed as it says, configs to merge that are none, hard links to
/// nothing, names of users and groups that useradd(8) refuses, and appended pieces without a source (Ignition 2.26 crashes).
void find_undeployable(const Config& config, Findings& findings);

}  // namespace nagaya::ignition
