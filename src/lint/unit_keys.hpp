// The keys that systemd reads in unit files: systemd.unit(5), .service, .socket, .timer, .path, .mount, .automount, .swap, .slice, .scope,
// .exec, .kill, .resource-control. As of systemd 258, with those of old that it still accepts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lint/value_form.hpp"

namespace nagaya::lint {

/// What a value of `key` in `section` is; null for a key that the section does not have.
const ValueForm* find_unit_key(std::string_view section, std::string_view key);

/// Does systemd know a section of that name?
bool is_unit_section(std::string_view section);

/// The keys of a section, in order of the alphabet.
std::vector<std::string> unit_keys_of(std::string_view section);

/// The sections that have the key.
std::vector<std::string_view> sections_with(std::string_view key);

/// The section that a unit called `name` has beside [Unit] and [Install]: "Timer" of "x.timer"; "" for those without.
std::string_view own_section_of(std::string_view name);

}  // namespace nagaya::lint
