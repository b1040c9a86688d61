// What this machine is.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::host {

/// The host name up to the first dot.
std::string hostname();

/// Is this process root?
bool is_root();

struct Version {
    unsigned major = 0;
    unsigned minor = 0;
    unsigned patch = 0;
    auto operator<=>(const Version&) const = default;
    std::string text() const;
};

/// The first "1.2" or "1.2.3" in the text; `malformed` without one.
Result<Version> parse_version(std::string_view text);

/// Of the podman in PATH; asked once per process.
Result<Version> podman_version();

}  // namespace nagaya::host
