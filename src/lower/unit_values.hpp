// What a unit's text says on the host: with its drop-ins, after substitution.
#pragma once

#include <string>
#include <string_view>

#include "lower/lowering.hpp"

namespace nagaya::lower {

/// The last value of `key` in the sections called `section` of the unit and of the drop-ins that it has by now; "" when there is
/// none. A value that goes on in the next line ends at its backslash.
std::string last_value(const LoweredUnit& unit, std::string_view section, std::string_view key);

/// yes, true, on, 1.
bool is_true(std::string_view value);

/// Does `name`, as a service.toml writes it, mean the unit? By its file's name in the site, or by the unit's.
bool is_called(const LoweredUnit& unit, std::string_view name);

/// `text` as one word of a list in a unit file (systemd.syntax(7)): quoted where needed, and without specifiers.
std::string unit_word(std::string_view text);
/// The same for a command line, where "$" means something too (systemd.service(5)).
std::string command_word(std::string_view text);

}  // namespace nagaya::lower
