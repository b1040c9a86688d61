// nagaya first-boot: what a host that was made by a render does before its services first start. Run by a unit, no command of
// the table.
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"
#include "base/result.hpp"

namespace nagaya::app {

/// `words`: the prefix. Opens the secrets, runs the hooks and provides the images of /var/lib/nagaya/<prefix>/rendered.json; then
/// the host has a record and its first generation, as after an apply. What failed is told, the rest is done, and the next boot
/// tries again. Does nothing where something was applied before.
int first_boot(const std::vector<std::string>& words, Console& console);

/// After an apply of all services that saw everything up: whatever the first boot had left to do is done.
Result<void> end_first_boot(const std::string& prefix);

}  // namespace nagaya::app
