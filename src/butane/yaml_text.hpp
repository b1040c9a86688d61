// A value as block YAML, in the style in which gopkg.in/yaml.v3 writes it.
#pragma once

#include <string>

#include "base/json.hpp"

namespace nagaya::butane {

/// `value` with sorted keys, two blanks a level and a line break at the end.
std::string print_yaml(const Json& value);

}  // namespace nagaya::butane
