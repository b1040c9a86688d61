// Quadlet files that are in no site: no service.toml is there to edit, and nagaya starts nothing.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/diagnostic.hpp"

namespace nagaya::lint {

/// Is there a file or directory at `path`, which is relative to the Quadlet file or drop-in that findings show as `file`?
using IsThere = std::function<bool(std::string_view file, std::string_view path)>;

/// The finding in words that are right for such files; nothing for one that only a site can have, and for a path that leads to
/// something that `is_there`. The one place that knows which advice needs a site: rules speak as if there were one.
std::optional<Diagnostic> say_without_site(Diagnostic finding, const Sources& sources, const IsThere& is_there);

}  // namespace nagaya::lint
