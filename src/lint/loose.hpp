// Quadlet files that are in no site: no service.toml is there to edit, and nagaya starts nothing.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/diagnostic.hpp"

namespace nagaya::lint {

/// The paths of files and directories, relative to the directory of the Quadlet files.
using Paths = std::set<std::string, std::less<>>;

/// The finding in words that are right for such files; nothing for one that only a site can have, and for a path that leads to
/// something `beside` them. The one place that knows which advice needs a site: rules speak as if there were one.
std::optional<Diagnostic> say_without_site(Diagnostic finding, const Sources& sources, const Paths& beside);

}  // namespace nagaya::lint
