// The groups of the reverse proxy's container.
#pragma once

#include "lower/lowering.hpp"

namespace nagaya::lower {

/// Does the site itself let the container keep the groups of its account (`GroupAdd=keep-groups`, podman-run(1))? Podman takes that
/// once and with no other group: each group beside it is an error ("group-beside-keep-groups"), in a drop-in of the site too.
bool keeps_groups(Lowering& lowering, const LoweredService& service, const LoweredUnit& unit);

}  // namespace nagaya::lower
