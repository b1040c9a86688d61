// Which directories hold the drop-ins of a unit (systemd.unit(5), and podman-systemd.unit(5) for Quadlet files).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nagaya::syntax {

/// The most specific first, of which a drop-in hides those of the same name in later ones: of "web-one@a.service"
/// "web-one@a.service.d", "web-one@.service.d", "web-@.service.d", "web-.service.d", "service.d".
std::vector<std::string> drop_in_directories(std::string_view unit);

/// The type of the units whose drop-ins a directory of that name holds: "container" of "web.container.d", "web-.container.d" and
/// "container.d"; "" if it holds none.
std::string_view drop_in_type(std::string_view directory);

}  // namespace nagaya::syntax
