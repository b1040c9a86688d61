// How one resource that is no unit differs from what it should be.
#pragma once

#include <optional>
#include <string>

#include "state/host_state.hpp"

namespace nagaya::plan {

struct Difference {
    std::string why;   ///< "new", "content changed", "owner or mode changed"
    std::string diff;  ///< unified, for a text file that changed; never of a secret
};

/// Nothing when `observed` is as `desired` says. Both are of the same kind, and of none that has its own rules (units, hooks);
/// `observed` is null when it does not exist.
std::optional<Difference> difference(const state::Resource& desired, const state::Resource* observed);

}  // namespace nagaya::plan
