// The links that systemctl(1) makes when it enables a unit, worked out from the unit's [Install].
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"

namespace nagaya::emit {

/// Path of a link → its target.
using Links = std::map<std::string, std::string>;

/// What `systemctl enable` of the unit `name`, whose file stands in `directory`, would make there (systemd.unit(5),
/// "[Install] section"): a link in x.wants, x.requires and x.upholds of each unit that wants it, and its aliases. Also= enables
/// more units: `text_of` gives the text of a unit's file in the same directory, or nothing.
Links install_links(std::string_view directory, std::string_view name,
                    const std::function<std::optional<std::string>(const std::string&)>& text_of);

/// Has the text an [Install] section that makes a link, so that presets decide over the unit?
bool can_be_enabled(std::string_view text);

/// The names of units in a value: quotes are taken off, and backslashes stay, being part of names (systemd-escape(1)).
std::vector<std::string> unit_names(std::string_view value);

}  // namespace nagaya::emit
