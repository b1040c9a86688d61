// Debian roots from Debian packages, by mmdebstrap(1).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace nagaya::lab {

/// The Debian mirror apt itself is set up with, or $NAGAYA_LAB_MIRROR.
Result<std::string> find_mirror();

struct Bootstrap {
    std::string_view suite;
    std::string_view variant;  ///< mmdebstrap --variant
    std::vector<std::string_view> packages = {};
    std::vector<std::string> dpkg_options = {};
    std::string target;  ///< a directory, or a file ending in .tar
    std::string mirror;
    std::function<bool()> give_up = {};  ///< as of host::Command
};

/// Makes the root. Everything it starts dies with this process, also by kill -9, and its mounts with it.
Result<> bootstrap(const Bootstrap& wish, const std::function<void(std::string_view)>& on_line);

}  // namespace nagaya::lab
