// How a missing program is installed on each system.
#pragma once

#include <string>
#include <string_view>

namespace nagaya::host {

/// The packages that have one program, by family; an empty name means the Debian one.
struct Package {
    std::string_view debian;
    std::string_view fedora = {};
    std::string_view suse = {};
};

/// What the administrator does to get `package` on `os` (a host's key `os`). Image-based systems take packages in a
/// transaction and need a reboot (transactional-update(8), rpm-ostree(1)); nagaya shows the command and never runs it.
std::string install_command(std::string_view os, const Package& package);

}  // namespace nagaya::host
