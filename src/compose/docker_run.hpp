// A `docker run` (or `podman run`) command as a Compose file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nagaya::compose {

struct DockerRun {
    std::string compose;               ///< the text of a Compose file with one service; "" when there is no image
    std::string name;                  ///< the service's: --name, or the image's last part
    std::vector<std::string> unknown;  ///< options that are left out, as written
};

/// Reads the words of the command; "docker", "podman" and "run" at the front may be missing. docker-run(1)
DockerRun read_docker_run(const std::vector<std::string>& words);

}  // namespace nagaya::compose
