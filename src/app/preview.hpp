// nagaya preview: the units that systemd will get, without a host.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/check.hpp"
#include "app/console.hpp"
#include "app/target.hpp"
#include "quadlet/release.hpp"

namespace nagaya::app {

struct PreviewOptions {
    HostOptions where;    ///< the site and the host; ignored for a directory
    std::string subject;  ///< a service of the site, or a directory of Quadlet files; "" = the host's every service
    std::string podman;   ///< --podman; "" = as the host says, or 5.4.2
    bool system = false;  ///< a directory is the system manager's, not a user's
    Format format = Format::text;
};

/// The release that --podman names; nothing, after telling so, when it names none.
std::optional<quadlet::Release> release_for(std::string_view wish, Console& console);

/// exit_ok; exit_findings when a file gives no unit; exit_usage for an unknown service or release.
int preview(const PreviewOptions& options, Console& console);

}  // namespace nagaya::app
