#include "load/overlay.hpp"

#include <unordered_map>

namespace nagaya::load {

void merge_toml(syntax::TomlTable& base, syntax::TomlTable overlay) {
    // An index, so that two long tables do not meet entry by entry.
    std::unordered_map<std::string, size_t> places;
    for (size_t i = 0; i < base.size(); ++i) places.emplace(base[i].key, i);
    for (syntax::TomlEntry& entry : overlay) {
        const auto found = places.find(entry.key);
        if (found == places.end()) {
            base.push_back(std::move(entry));
            continue;
        }
        syntax::TomlEntry& place = base[found->second];
        auto* below = std::get_if<syntax::TomlTable>(&place.value.value);
        auto* above = std::get_if<syntax::TomlTable>(&entry.value.value);
        if (below != nullptr && above != nullptr) {
            merge_toml(*below, std::move(*above));
        } else {
            place = std::move(entry);
        }
    }
}

StagedName staged_manifest(std::string_view file) {
    constexpr std::string_view head = "service.";
    constexpr std::string_view tail = ".toml";
    if (file.size() <= head.size() + tail.size() || !file.starts_with(head) || !file.ends_with(tail)) {
        return {std::string(file), {}};
    }
    return {"service.toml", file.substr(head.size(), file.size() - head.size() - tail.size())};
}

StagedName staged_files(std::string_view directory) {
    constexpr std::string_view head = "files.";
    if (directory.size() <= head.size() || !directory.starts_with(head)) return {std::string(directory), {}};
    return {"files", directory.substr(head.size())};
}

}  // namespace nagaya::load
