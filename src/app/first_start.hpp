// nagaya first-start: what follows `nagaya first-boot` once the managers of the accounts run. Run by a unit, no command of the table.
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"

namespace nagaya::app {

/// `words`: the prefix. Brings the first boot to where an apply ends: units that an apply starts and a boot does not are started,
/// and all are waited for until they are up, as after an apply; a line tells of each, and the log of those that are not. The next
/// boot does it again until all were up once, or all was applied. exit_failed when not all came up.
int first_start(const std::vector<std::string>& words, Console& console);

}  // namespace nagaya::app
