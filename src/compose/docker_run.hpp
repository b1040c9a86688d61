// A `docker run` (or `podman run`) command as a Compose file.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/docker_run_words.hpp"
#include "compose/value.hpp"

namespace nagaya::compose {

struct DockerRun {
    Value
        file;  ///< a Compose file with one service, for ProjectOptions::given; null when the words make none, which was told
    std::string name;  ///< the service's: --name, or the image's last part
};

/// Reads the words of the command; "sudo", "docker" or "podman", "container" and "run" at the front may be missing. Every option of docker-run(1) has its
/// counterpart in the file or is told as a loss, as are those of podman-run(1) that Docker has not; another word that looks like an option is an error, for
/// nobody knows whether it takes a value. All values stand where their words stand; texts are kept by `texts` or are views of the words' table.
DockerRun read_docker_run(const std::vector<CommandWord>& words, Texts& texts, Report& report);

}  // namespace nagaya::compose
