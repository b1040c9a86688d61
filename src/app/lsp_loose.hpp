// Quadlet files that are in no site, in the editor.
#pragma once

#include <string>

#include "lsp/open_site.hpp"

namespace nagaya::app {

/// The directory whose Quadlet files belong together with the one at `path`, that of a Compose file with a "/" at its end; "" when it is none of these, nor a
/// drop-in.
std::string directory_of_loose(const std::string& path);

/// The way to that: for a Compose file's see app/loose_compose.hpp; otherwise to the Quadlet files of `directory`, checked as `nagaya check` checks it. Of many files only the open ones are checked, with those
/// that they name.
nagaya::lsp::SitePorts ports_to_loose(const std::string& directory);

}  // namespace nagaya::app
