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
inline std::span<const QuadletKey> quadlet_section(std::string_view section) { return quadlet::keys_of(section); }

}  // namespace nagaya::lint
