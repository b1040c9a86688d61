// Names of Quadlet files (podman-systemd.unit(5)).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nagaya::butane {

/// "t@.container" for the template instance "t@one.container"; nothing for other names.
std::optional<std::string> quadlet_template(std::string_view name);

/// Does the name end as Quadlet files do?
bool is_quadlet_name(std::string_view name);

}  // namespace nagaya::butane
