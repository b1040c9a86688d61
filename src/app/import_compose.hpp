// nagaya import compose: a Compose project as Quadlet files that one goes on editing.
#pragma once

#include <string>
#include <vector>

#include "app/compose.hpp"
#include "app/console.hpp"

namespace nagaya::app {

struct ImportComposeOptions {
    ComposeSource source;
    std::string to;      ///< the directory to write, "services/shop"; "" = print
    bool quiet = false;  ///< no notes
};

/// Prints the Quadlet files, or writes them with service.toml and what they mount into a new directory. Losses are told as warnings.
int import_compose(const ImportComposeOptions& options, Console& console);

struct ImportDockerRunOptions {
    std::vector<std::string> words;  ///< the command; one word is split as a shell would
    std::string to;
    std::vector<std::string> variables;  ///< "NAME=value" each, of the process: what `$PWD` and `-e NAME` mean
};

/// The same for a `docker run` command.
int import_docker_run(const ImportDockerRunOptions& options, Console& console);

}  // namespace nagaya::app
