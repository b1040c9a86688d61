// Mistakes that an engine could make, planted between it and its ports.
#pragma once

#include <string>
#include <vector>

#include "apply/exploring.hpp"

namespace nagaya::apply {

struct Mistake {
    std::string name;
    Planted planted;
    enum class Shows {
        in_a_tiny_story,
        when_data_is_purged,
        in_flipped_bytes,
    } shows = Shows::in_a_tiny_story;
};

/// Each of them makes worlds that are neither old nor new.
std::vector<Mistake> mistakes();

}  // namespace nagaya::apply
