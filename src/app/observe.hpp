// nagaya observe: what of a rendered tree is where.
#pragma once

#include <string>

#include "app/console.hpp"

namespace nagaya::app {

struct ObserveOptions {
    std::string tree;  ///< a directory that `nagaya render tree` wrote
    std::string root;  ///< where to look; "" = the tree itself
};

/// Prints, as JSON, every account and path of the tree's manifest as it is found in `root`: two roots that were made of one state
/// give the same bytes. What belongs to the first boot is left out, and so are owners and modes that images set themselves.
int observe(const ObserveOptions& options, Console& console);

}  // namespace nagaya::app
