#include "lint/bind_mounts.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::lint {

namespace {

/// "/source:/target:options"
void add_volume(std::string_view text, Span at, bool is_volume, std::vector<BindMount>& mounts) {
    if (!text.starts_with('/')) return;
    const std::vector<std::string_view> parts = split(text, ':');
    BindMount mount{
        .source = std::string(parts.front()), .relabelled = false, .chowned = false, .is_volume = is_volume, .at = at};
    if (parts.size() >= 3)
        for (const std::string_view option : split(parts.back(), ',')) {
            mount.relabelled = mount.relabelled || option == "z" || option == "Z";
            mount.chowned = mount.chowned || option == "U";
        }
    mounts.push_back(std::move(mount));
}

/// "type=bind,source=/source,target=/target,options"
void add_mount(std::string_view text, Span at, std::vector<BindMount>& mounts) {
    BindMount mount{.source = {}, .relabelled = false, .chowned = false, .is_volume = false, .at = at};
    for (const std::string_view field : split(text, ',')) {
        const size_t equals = std::min(field.find('='), field.size());
        const std::string_view name = field.substr(0, equals);
        const std::string_view value = field.substr(std::min(equals + 1, field.size()));
        if (name == "source" || name == "src") mount.source = value;
        mount.relabelled = mount.relabelled || name == "relabel" || name == "z" || name == "Z";
        mount.chowned = mount.chowned || ((name == "U" || name == "chown") && value != "false");
    }
    if (mount.source.starts_with('/')) mounts.push_back(std::move(mount));
}

void add_arguments(std::string_view text, Span at, std::vector<BindMount>& mounts) {
    std::string_view option;
    for (std::string_view word : split_words(text)) {
        for (const std::string_view whole : {"--volume=", "--mount=", "-v="})
            if (word.starts_with(whole)) {
                option = whole.substr(0, whole.size() - 1);
                word.remove_prefix(whole.size());
            }
        if (option == "--volume" || option == "-v") add_volume(word, at, false, mounts);
        if (option == "--mount") add_mount(word, at, mounts);
        option = word;
    }
}

}  // namespace

std::vector<BindMount> bind_mounts(const Expansion& expansion, const Unit& unit) {
    std::vector<BindMount> mounts;
    if (!unit.quadlet()) return mounts;
    for (const std::string_view key : {"Volume", "Mount", "PodmanArgs"})
        for (const auto* entry : all_values(unit, section_of(unit.kind), key)) {
            if (!entry->value.contains('/') && !entry->value.contains("@@")) continue;
            const auto text = expansion.expand(entry->value);
            if (!text) continue;
            if (key == "Volume") add_volume(*text, entry->value_at, true, mounts);
            if (key == "Mount") add_mount(*text, entry->value_at, mounts);
            if (key == "PodmanArgs") add_arguments(*text, entry->value_at, mounts);
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
