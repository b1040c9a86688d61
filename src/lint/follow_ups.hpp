// What is found only because a file could not be read.
#pragma once

#include "base/diagnostic.hpp"

namespace nagaya::lint {

/// Takes out findings that may only follow from a file whose syntax is wrong, so that the cause stands alone: what depends on
/// service.toml or compose.yaml in the rest of that service, what depends on nagaya.toml or a host's file everywhere, what a unit file
/// lacks in it and in what its service declares. The cause's help says how many were held back. Comes after everything that reports,
/// allowances included.
void hold_back_follow_ups(const Sources& sources, Report& report);

}  // namespace nagaya::lint
