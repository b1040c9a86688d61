// The options of `docker run` that are little languages: --mount and --gpus.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "compose/docker_run.hpp"

namespace nagaya::compose {

struct RunMount {
    Json value;          ///< an item of a Compose service's `volumes`, or null when there is nothing to mount
    std::string volume;  ///< the named volume that it wants, or ""
    std::vector<LostOption> lost;
};

/// "type=bind,source=/srv,target=/srv,readonly". docker-run(1), podman-run(1)
RunMount read_run_mount(std::string_view text);

struct RunGpus {
    Json value;  ///< an item of a Compose service's `gpus`
    std::vector<LostOption> lost;
};

/// "all", "2", "device=0,1", "count=1,capabilities=utility". docker-run(1)
RunGpus read_run_gpus(std::string_view text);

}  // namespace nagaya::compose
