// Images that nothing needs any more, in the storage of every account of ours.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "state/deployed.hpp"
#include "state/host_state.hpp"

namespace nagaya::host {

/// One image that was removed, or would be.
struct PrunedImage {
    std::string account;
    std::string id;      ///< 64 hex digits
    std::string name;    ///< its first name, or the beginning of its id
    uint64_t bytes = 0;  ///< of its own layers, without those of what it was built on
};

struct PrunedImages {
    std::vector<PrunedImage> images;
    uint64_t bytes = 0;                 ///< of them all; images that share layers otherwise give a little less back
    std::vector<std::string> problems;  ///< accounts that could not be looked at, images that could not be removed
};

/// Looks at each account that `kept` (the states of kept generations) or `deployed` has images of, and removes images there
/// by id, except
///  - those that a kept state or the record names, by reference, by further name or by id, and bases of its builds,
///  - those that a container uses, running or not,
///  - those younger than `age_s` seconds, and
///  - those that another image that stays is built on.
/// Untagged layers count as images. In root's storage, which others use too, and where .build or .kube units make
/// images, only those that have the name of one that we build can go. Accounts that neither names are never touched. With `dry_run` nothing is removed.
Result<PrunedImages> prune_images(const std::vector<state::HostState>& kept, const state::Deployed& deployed,
                                  uint64_t age_s, bool dry_run);

}  // namespace nagaya::host
