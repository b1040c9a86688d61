// Directories of the host that a container mounts: Volume=/path:/path:options, Mount=type=bind,… (podman-systemd.unit(5)), and the
// same as arguments in PodmanArgs=.
#pragma once

#include <string>
#include <vector>

#include "lint/context.hpp"

namespace nagaya::lint {

struct BindMount {
    std::string source;  ///< on the host, with placeholders replaced
    bool relabelled;     ///< has the option z or Z, or relabel=: Podman gives it an SELinux label
    bool chowned;        ///< has the option U: Podman gives it to the container's user
    bool is_volume;      ///< stands in Volume=
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
