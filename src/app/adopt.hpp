// nagaya adopt: takes what was changed on a host into the site.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/target.hpp"
#include "base/result.hpp"

namespace nagaya::app {

struct AdoptOptions {
    HostOptions where;
    std::vector<std::string> subjects;  ///< paths on the host, units or services, as `nagaya drift` names them
    bool dry_run = false;
};

/// Writes the host's version of files and drop-ins into the site's working tree, and shows what that changes there. Changes
/// nothing on the host. exit_findings when something could not be taken over; the rest is.
int adopt(const AdoptOptions& options, Console& console);

/// The site's text of a file, changed as the host's was: `source` is what the site has, `lowered` what it comes to on the host
/// (placeholders filled in), `found` what the host has. Lines with placeholders stay; a failure when one of them was changed
/// on the host, and when `lowered` is not `source` line by line, because nagaya made more of it. Pure.
Result<std::string> take_over(std::string_view source, std::string_view lowered, std::string_view found);

}  // namespace nagaya::app
