// The versions of Ignition's config spec, and what each cannot say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignition/config.hpp"
#include "ignition/path.hpp"

namespace nagaya::ignition {

/// Spec 3.`minor`.0. 3.7.0 is experimental: its meaning may still change.
struct Version {
    int minor = 4;

    auto operator<=>(const Version&) const = default;
};

inline constexpr Version newest_stable{6};
inline constexpr Version experimental{7};

/// "3.4.0", "3.7.0-experimental".
std::string_view version_text(Version version);

/// The version that such a text names; nothing for any other text.
std::optional<Version> parse_version(std::string_view text);

/// Something a config says that needs a newer version than another's.
struct TooNew {
    Path path;
    Version since;
    std::string what;  ///< "`discard`", "special mode bits", "arn: sources"
};

/// All that `version` cannot say, in the order of the config: fields it does not know, and values whose meaning came later.
std::vector<TooNew> not_in(const Config& config, Version version);

/// The lowest version that can say all of `config`.
Version lowest_version(const Config& config);

}  // namespace nagaya::ignition
