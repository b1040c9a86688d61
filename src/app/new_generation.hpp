// The document of the generation that a change makes.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "app/plan.hpp"
#include "apply/storage.hpp"

namespace nagaya::app {

/// Puts what the state's files hold into the store. Durable after the next sync.
Result<void> keep_contents(const state::HostState& state, apply::Storage& storage);

/// What each image's name means at this moment: going back needs the very image, and a tag moves.
void put_image_ids(state::HostState& now);

struct GenerationCause {
    std::string reason;
    std::string site_commit;
    std::vector<std::string> services;  ///< the scope; empty = all
};

/// What the transaction knows at its commit point.
struct GenerationParts {
    uint64_t number = 0;
    std::set<std::string> held_back;
    state::Deployed record;
};

/// The state that holds now: the desired one, but services that are held back or were out of scope are as in the generation
/// before; images with the ids that their names have now.
std::string print_new_generation(const Planned& planned, const GenerationCause& cause, const GenerationParts& parts,
                                 const std::string& prefix, apply::Storage& storage);

}  // namespace nagaya::app
