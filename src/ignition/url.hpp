// URLs as Go's net/url takes them apart, and which ones Ignition fetches from.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ignition/version.hpp"

namespace nagaya::ignition {

struct Url {
    std::string scheme;       ///< in lower case; "" when there is none
    std::string_view opaque;  ///< what follows the scheme when that is no slash, up to `?` or `#`
    std::string_view query;   ///< between `?` and `#`
};

/// The parts of `text`, or nothing if Go refuses it.
std::optional<Url> parse_url(std::string_view text);

/// What is wrong with the source of a resource in `version`, in Ignition's words; nothing if it may be fetched.
std::optional<std::string> check_source(std::string_view source, Version version);

}  // namespace nagaya::ignition
