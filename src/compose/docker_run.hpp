// A `docker run` (or `podman run`) command as a Compose file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::compose {

/// An option that the Compose file does not have, or not whole.
struct LostOption {
    std::string message;  ///< "`--link db` is left out"
    std::string help;     ///< what to do instead, or ""
};

struct DockerRun {
    std::string compose;  ///< the text of a Compose file with one service; "" when there is no image
    std::string name;     ///< the service's: --name, or the image's last part
    std::vector<LostOption> lost;
    std::optional<LostOption> wrong;  ///< why the words cannot be read; there is no text then
};

/// Reads the words of the command; "sudo", "docker" or "podman", "container" and "run" at the front may be missing. Every option of docker-run(1) has its
/// counterpart in the file or is told in `lost`, as are those of
/// podman-run(1) that Docker has not; another word that looks like an option is wrong, for nobody knows whether it takes a value.
DockerRun read_docker_run(const std::vector<std::string>& words);

}  // namespace nagaya::compose
