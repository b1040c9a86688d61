// nagaya quadlet: a stand-in for Podman's generator, with its flags, environment and output.
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"

namespace nagaya::app {

/// Takes the words behind "quadlet" as Go's flag package does: one dash or two, all before the first directory. 0; 1 if
/// something failed; 2 for bad flags, and where the reference would panic.
int quadlet_generator(const std::vector<std::string>& words, Console& console);

}  // namespace nagaya::app
