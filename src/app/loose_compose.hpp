// Compose files that are in no site.
#pragma once

#include <memory>
#include <string>

#include "app/workspace.hpp"
#include "lsp/open_site.hpp"

namespace nagaya::app {

/// The project of the Compose file at `path`, with the usual file that it is laid on, or that is laid on it. In the report is what is wrong, and what Podman
/// would not have of it, as `nagaya import compose` tells it. Every profile is active; variables are those of the process and of `.env`.
std::unique_ptr<Workspace> open_loose_compose(const std::string& path);

/// The way to the Compose files of `directory`, in the editor: each open one is such a project.
nagaya::lsp::SitePorts ports_to_loose_compose(const std::string& directory);

}  // namespace nagaya::app
