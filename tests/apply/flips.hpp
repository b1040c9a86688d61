// Every byte of a journal flipped.
#pragma once

#include "apply/exploring.hpp"

namespace nagaya::apply {

/// Lets the story's apply be cut off before and after its commit, flips one bit of every byte of its journal, one at a time,
/// and lets it recover.
Findings explore_flips(const Story& story, const Planted& planted = {});

}  // namespace nagaya::apply
