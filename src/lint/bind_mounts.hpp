// Directories of the host that a container mounts: Volume=/path:/path:options (podman-systemd.unit(5)).
#pragma once

#include <string>
#include <vector>

#include "lint/context.hpp"

namespace nagaya::lint {

struct BindMount {
    std::string source;  ///< on the host, with placeholders replaced
    bool relabelled;     ///< has the option z or Z: Podman gives it an SELinux label
    Span at;             ///< the value
};

/// The bind mounts of a Quadlet, without those whose source is not known on `expansion`'s host.
std::vector<BindMount> bind_mounts(const Expansion& expansion, const Unit& unit);

/// Does `path` lie in `directory`, or is it that?
bool lies_in(std::string_view path, std::string_view directory);

/// The mount of the host that `path` lies on, or null.
const model::Mount* mount_of(const model::Host& host, std::string_view path);

/// Is it a file system that keeps no SELinux labels of its own: nfs4, virtiofs, fuse?
bool keeps_no_labels(const model::Mount& mount);

}  // namespace nagaya::lint
