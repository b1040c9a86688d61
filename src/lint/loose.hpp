// Quadlet files that are in no site: no service.toml is there to edit, and nagaya starts nothing.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/diagnostic.hpp"

namespace nagaya::lint {

/// The codes of rules that have nothing to say of such files, sorted; leave them out of check_site().
std::span<const std::string_view> rules_of_sites();

/// Is there a file or directory at `path`, which is relative to the Quadlet file or drop-in that findings show as `file`?
using IsThere = std::function<bool(std::string_view file, std::string_view path)>;

/// Puts the finding into words that are right for such files, and says whether it stays: not one that only a site can have, nor one
/// about a path that leads to something that `is_there`. The one place that knows which advice needs a site: rules speak as if there
/// were one.
bool say_without_site(Diagnostic& finding, const Sources& sources, const IsThere& is_there);

}  // namespace nagaya::lint
