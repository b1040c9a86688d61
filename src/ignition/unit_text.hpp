// Unit files as Ignition looks at them: can the text be read, and is there something in [Install]?
#pragma once

#include <string>
#include <string_view>

namespace nagaya::ignition {

struct UnitText {
    std::string error;      ///< in Ignition's words; "" when the text can be read
    bool installs = false;  ///< a section [Install] with an option in it
};

/// Follows go-systemd's lexer, which is not systemd: text before the first section is skipped, and a line that is too long for
/// the 2048 bytes of old systemd is an error only where its buffer happens to see it.
UnitText read_unit_text(std::string_view text);

/// `text` in double quotes as Go's %q writes it.
std::string go_quoted(std::string_view text);

}  // namespace nagaya::ignition
