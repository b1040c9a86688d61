#include "lint/bind_mounts.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::lint {

std::vector<BindMount> bind_mounts(const Expansion& expansion, const Unit& unit) {
    std::vector<BindMount> mounts;
    if (!unit.quadlet()) return mounts;
    for (const auto* entry : all_values(unit, section_of(unit.kind), "Volume")) {
        const auto text = expansion.expand(entry->value);
        if (!text || !text->starts_with('/')) continue;
        const std::vector<std::string_view> parts = split(*text, ':');
        bool relabelled = false;
        if (parts.size() >= 3)
            for (std::string_view option : split(parts.back(), ','))
                if (option == "z" || option == "Z") relabelled = true;
        mounts.push_back({.source = std::string(parts.front()), .relabelled = relabelled, .at = entry->value_at});
    }
    return mounts;
}

bool lies_in(std::string_view path, std::string_view directory) {
    if (directory == "/") return path.starts_with('/');
    return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

const model::Mount* mount_of(const model::Host& host, std::string_view path) {
    const model::Mount* longest = nullptr;
    for (const model::Mount& mount : host.mounts) {
        if (!lies_in(path, mount.where.value)) continue;
        if (!longest || longest->where.value.size() < mount.where.value.size()) longest = &mount;
    }
    return longest;
}

bool keeps_no_labels(const model::Mount& mount) {
    return mount.kind.value == model::MountKind::nfs4 || mount.kind.value == model::MountKind::virtiofs ||
           mount.kind.value == model::MountKind::fuse;
}

}  // namespace nagaya::lint
