// Texts that a program made of the user's: their findings are told where the user wrote what they are made of.
#pragma once

#include <string>
#include <string_view>

#include "base/text.hpp"

namespace nagaya::syntax {

/// The path under which a unit that a Compose file gives is kept among the sources.
inline std::string made_path(std::string_view path) { return concat(path, " (from Compose)"); }
inline bool is_made_path(std::string_view path) { return path.ends_with(" (from Compose)"); }

}  // namespace nagaya::syntax
