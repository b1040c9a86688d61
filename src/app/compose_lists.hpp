// What `nagaya compose config` prints of a project other than the whole: names, variables.
#pragma once

#include <string>
#include <string_view>

#include "compose/project.hpp"

namespace nagaya::app {

/// The names of its "services", "volumes", "networks", "models", "profiles" or "images", one a line, sorted.
std::string print_names(const compose::Project& project, std::string_view kind);

/// The variables that its files are read with, as NAME=value lines.
std::string print_environment(const compose::Project& project);

/// The variables that a file uses that was read without interpolation: a table, or JSON as the reference prints it.
std::string print_variables(const compose::Project& project, bool json);

}  // namespace nagaya::app
