// What Podman calls the things that Quadlets make (podman-systemd.unit(5)).
#pragma once

#include <optional>
#include <string>

#include "lower/lowering.hpp"

namespace nagaya::lower {

/// The name of the unit's container; nothing for other units, and when a specifier in it is known to systemd only.
std::optional<std::string> container_name(const LoweredUnit& unit);

/// The network, volume or pod that the unit makes; nothing under the same conditions.
std::optional<state::PodmanObject> podman_object(const LoweredUnit& unit);

}  // namespace nagaya::lower
