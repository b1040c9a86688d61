// What `nagaya compose config` prints of a project other than the whole: names, variables.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compose/project.hpp"

namespace nagaya::app {

/// The names of its "services", "volumes", "networks", "models", "profiles" or "images", one a line, sorted.
std::string print_names(const compose::Project& project, std::string_view kind);

/// `SERVICE HASH` lines, sorted: of the services in `names`, joined by commas, or of all for "*". Nothing when the project has no such service, whose name is
/// then in `unknown`.
std::optional<std::string> print_hashes(const compose::Project& project, std::string_view names, std::string& unknown);

/// The variables that its files are read with, as NAME=value lines.
std::string print_environment(const compose::Project& project);

/// The variables that a file uses that was read without interpolation: a table, or JSON as the reference prints it.
std::string print_variables(const compose::Project& project, bool json);

}  // namespace nagaya::app
