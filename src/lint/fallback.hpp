// Keys that a host's Podman does not know yet, as arguments that it does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lint/quadlet_keys.hpp"

namespace nagaya::lint {

/// "--memory 1g" for Memory=1g: the words of a PodmanArgs= line that does the same. Nothing for a key that is more than an option, for
/// one whose option came with the key, and for a value with placeholders of Quadlet's own (".volume" and the like).
std::optional<std::string> as_podman_arguments(const QuadletKey& key, std::string_view value);

}  // namespace nagaya::lint
