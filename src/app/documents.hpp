// The pages that a program can write.
#pragma once

#include <map>
#include <string>

#include "app/console.hpp"

namespace nagaya::app {

/// Writes the generated pages below `directory`: keys, rules, JSON schemas, and `more` (path → text, from the command line's own
/// table). Says which files changed.
int write_documents(const std::string& directory, std::map<std::string, std::string> more, Console& console);

}  // namespace nagaya::app
