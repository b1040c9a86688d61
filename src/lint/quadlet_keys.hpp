// The table of Quadlet keys under the names the rules use.
#pragma once

#include "quadlet/keys.hpp"

namespace nagaya::lint {

using quadlet::KeyFlag;
using quadlet::parse_podman_version;
using quadlet::PodmanVersion;
using quadlet::section_since;
using quadlet::ValueKind;
using QuadletKey = quadlet::Key;

inline std::span<const QuadletKey> quadlet_keys() { return quadlet::keys(); }
inline const QuadletKey* find_quadlet_key(std::string_view section, std::string_view key) {
    return quadlet::find_key(section, key);
}
/// Does the generator split its values into words, with quotes and escapes?
inline bool reads_words(const QuadletKey& key) {
    return key.kind == ValueKind::arguments || key.kind == ValueKind::last_arguments || key.kind == ValueKind::words ||
           key.kind == ValueKind::pairs;
}
inline std::span<const QuadletKey> quadlet_section(std::string_view section) { return quadlet::keys_of(section); }

}  // namespace nagaya::lint
