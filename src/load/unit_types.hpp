// Which file names are units, and of which kind.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nagaya::load {

/// "container", "pod" … (podman-systemd.unit(5)).
bool is_quadlet_type(std::string_view type);
/// "service", "socket" … (systemd.unit(5)).
bool is_unit_type(std::string_view type);
/// "web.container".
bool is_quadlet_name(std::string_view name);
/// "web.timer".
bool is_plain_unit_name(std::string_view name);
/// Is what stands at `path` of a site the site's matter? Quadlet files, drop-ins and Compose files outside of its own directories, such as examples, are not.
bool is_of_site(std::string_view path, bool directory);
/// All types of both kinds.
std::vector<std::string> unit_type_words();

}  // namespace nagaya::load
