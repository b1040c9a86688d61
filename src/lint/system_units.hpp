// Units that the system and its packages bring.
#pragma once

#include <string_view>

namespace nagaya::lint {

/// Has only the system manager a unit of that name: systemd.special(7), and the packages of a container host?
bool is_only_of_system(std::string_view name);

/// Do systemd and Podman bring a unit of that name to the managers of accounts?
bool is_brought(std::string_view name);

}  // namespace nagaya::lint
