// nagaya host init: a bare machine becomes a host.
#pragma once

#include <string>

#include "app/check.hpp"
#include "app/console.hpp"
#include "app/target.hpp"

namespace nagaya::app {

struct HostInitOptions {
    HostOptions where;
    bool fix = false;               ///< change configuration where that is safe
    bool install_packages = false;  ///< also install what is missing
    Format format = Format::text;
};

/// Puts nagaya on the host and tells what the host lacks. exit_findings when services would fail there, exit_failed when
/// something could not be done.
int host_init(const HostInitOptions& options, Console& console);

}  // namespace nagaya::app
