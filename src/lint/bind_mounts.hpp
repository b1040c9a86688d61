// Directories of the host that a container mounts: Volume=/path:/path:options, Mount=type=bind,… (podman-systemd.unit(5)), and the
// same as arguments in PodmanArgs=.
#pragma once

#include <string>
#include <vector>

#include "lint/context.hpp"

namespace nagaya::lint {

struct BindMount {
    std::string source;       ///< with placeholders replaced: "/srv/x"; "%h/x", "~/x" and "data.volume" as they stand
    Span at;                  ///< the value, or the word of PodmanArgs=
    Span source_at;           ///< the source as written; as the others Span{} in a value of several lines
    Span label_at = {};       ///< the option z, Z or relabel=
    Span owner_at = {};       ///< the option U or chown
    bool relabelled = false;  ///< Podman gives it an SELinux label
    bool for_itself = false;  ///< that label is of this container alone
    bool chowned = false;     ///< Podman gives it to the container's user
    bool read_only = false;
    bool is_volume = false;  ///< stands in Volume=

    /// Where `part` stands, or else the value.
    Span place_of(Span part) const { return part == Span{} ? at : part; }
    bool is_path() const { return source.starts_with('/'); }
};

/// The mounts of a Quadlet that have a source, without those whose source is not known on `expansion`'s host.
std::vector<BindMount> bind_mounts(const Sources& sources, const Expansion& expansion, const Unit& unit);

/// Takes the option at `option` out of the value it stands in, with its comma or colon; nothing for Span{}.
std::vector<Fix> without(const Sources& sources, Span option);

/// Does `path` lie in `directory`, or is it that?
bool lies_in(std::string_view path, std::string_view directory);

/// The mount of the host that `path` lies on, or null.
const model::Mount* mount_of(const model::Host& host, std::string_view path);

/// Is it a file system that keeps no SELinux labels of its own: nfs4, virtiofs, fuse?
bool keeps_no_labels(const model::Mount& mount);

}  // namespace nagaya::lint
