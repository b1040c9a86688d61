// An Ignition config as JSON, in the bytes that Go's encoding/json (with empty structures left out) gives it.
#pragma once

#include <string>
#include <string_view>

#include "ignition/config.hpp"

namespace nagaya::ignition {

enum class Layout { compact, pretty };  ///< pretty: two blanks a level

/// The config with a final line break. What was not said is left out; `name`, `path`, `device` and the like always stand.
/// `config.ignition.version` is printed as it is: set it first (version.hpp).
std::string print(const Config& config, Layout layout);

/// `text` as a JSON string with its quotes: `<`, `>`, `&` and U+2028/9 are escaped, bytes that are not UTF-8 become \ufffd.
void append_json_string(std::string& out, std::string_view text);

}  // namespace nagaya::ignition
