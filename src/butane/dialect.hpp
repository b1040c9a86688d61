// The variants and versions of Butane.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ignition/version.hpp"

namespace nagaya::butane {

enum class Variant { fcos, flatcar, openshift, r4e, fiot };

struct Dialect {
    Variant variant = Variant::fcos;
    std::string_view version;    ///< "1.5.0"
    ignition::Version ignition;  ///< what it writes
    int fcos = 0;                ///< minor version of the fcos dialect that it has the sugar of; 0 for none
    int openshift = 0;           ///< minor version of openshift 4

    int level() const { return ignition.minor; }
    bool has_boot_device() const { return fcos >= 3; }
    bool has_grub() const { return fcos >= 5; }
    /// fcos itself, not a dialect on top of it.
    bool is_fcos() const { return variant == Variant::fcos; }
};

/// The dialect of exactly this variant and version ("1.5.0", "1.8.0-experimental"), or nothing.
std::optional<Dialect> find_dialect(std::string_view variant, std::string_view version);

/// `text` as a semantic version (semver.org) without superfluous zeros, or nothing if it is none.
std::optional<std::string> normal_version(std::string_view text);

}  // namespace nagaya::butane
