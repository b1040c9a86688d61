// nagaya import compose: a Compose project as Quadlet files that one goes on editing.
#pragma once

#include "app/compose.hpp"
#include "app/compose_files.hpp"
#include "app/console.hpp"
#include "app/import_service.hpp"

namespace nagaya::app {

struct ImportComposeOptions {
    ComposeSource source;
    ImportTarget target;
};

/// Prints the Quadlet files, or writes them with service.toml and what they mount and build into a new directory, and registers the service when that directory
/// is one of a site. The project is called like the service, unless the user names it. Losses are told as warnings.
int import_compose(const ImportComposeOptions& options, Console& console);

/// A project and how it was read.
struct ReadProject {
    const compose::Project& project;
    const ComposeFiles& files;
    std::string_view from;  ///< "a Compose file"
    bool has_directory;     ///< what is in its directory belongs to it: what stays there is told
};

/// What a project comes to: printed without a `place`, else written there.
int import_project(const ReadProject& read, ImportPlace* place, const Sources& sources, Report& report, bool json,
                   Console& console);

}  // namespace nagaya::app
