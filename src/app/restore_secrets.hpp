// nagaya restore-secrets PREFIX: what the unit <prefix>-secrets.service of a host runs when it boots, before what needs its
// secrets starts. A person never types it, so it is not among the commands.
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"

namespace nagaya::app {

/// Puts the secrets of the youngest committed generation back where they were before the power went; of an apply that was cut
/// off also those that it would have added, since units that it changed may name them. Files that are there are left alone, and a second run
/// in the life of a boot does nothing: an apply decides from then on. 0, or 3 and a line for each that failed.
int restore_secrets(const std::vector<std::string>& words, Console& console);

}  // namespace nagaya::app
