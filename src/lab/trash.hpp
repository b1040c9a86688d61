// Disks that are thrown away. Removing a disk full of containers can take half a minute, which nobody should wait for.
#pragma once

#include <string>

#include "base/result.hpp"
#include "lab/place.hpp"

namespace nagaya::lab {

/// Moves a tree out of the way at once, and has a process in the background remove it. A tree that is not there is fine.
Result<> throw_away(const Place& place, const std::string& path);

/// Removes, in the background, what an earlier background process was kept from removing.
void empty_trash(const Place& place);

}  // namespace nagaya::lab
