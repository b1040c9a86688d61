// nagaya import docker-run.
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"
#include "app/import_service.hpp"

namespace nagaya::app {

struct ImportDockerRunOptions {
    std::vector<std::string>
        words;  ///< the command; one word is split as a shell would, "-" alone is read from standard input
    ImportTarget target;
    std::vector<std::string> variables;  ///< "NAME=value" each, of the process: what `$PWD` and `-e NAME` mean
};

/// What import_compose does, for a `docker run` command.
int import_docker_run(const ImportDockerRunOptions& options, Console& console);

}  // namespace nagaya::app
