// What systemd calls the units made of the files of a service (podman-systemd.unit(5)).
#pragma once

#include <string>
#include <string_view>

#include "syntax/unit_file.hpp"

namespace nagaya::lower {

/// ".container" of "web.container"; "" without a dot.
std::string_view extension(std::string_view file_name);
/// "web" of "web.container".
std::string_view stem(std::string_view file_name);

/// Is it a file for the Quadlet generator?
bool is_quadlet(std::string_view file_name);

/// "x@.service": nothing that could be started itself.
bool is_template(std::string_view file_name);

/// The unit that comes from the file: its own name, or for a Quadlet what the generator calls it ("web.service",
/// "front-pod.service"); `service_name` is the file's ServiceName=, or "".
std::string unit_name(std::string_view file_name, std::string_view service_name);

/// The section of a Quadlet that describes what it makes: "Container" for ".container"; "" for other files.
std::string_view quadlet_section(std::string_view file_name);

}  // namespace nagaya::lower
