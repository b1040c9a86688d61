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
    uint64_t bytes = 0;  ///< as podman counts them; layers that others share count here too
};

struct PrunedImages {
    std::vector<PrunedImage> images;
    uint64_t bytes = 0;                 ///< that the file system gained; 0 when nothing was removed
    std::vector<std::string> problems;  ///< accounts that could not be looked at, images that could not be removed
};

/// Looks at each account that `kept` (the states of kept generations) or `deployed` has images of, and removes images there
/// by id, except
///  - those that a kept state or the record names, by reference, by further name or by id, and bases of its builds,
///  - those that a container uses, running or not,
///  - those younger than `age_s` seconds, and
///  - those that another image that stays is built on.
/// Untagged layers count as images. For root's storage, which others use too, only images whose name we gave (localhost/NAME
/// of ours) or that stand in the record or a kept state can go. With `dry_run` nothing is removed.
Result<PrunedImages> prune_images(const std::vector<state::HostState>& kept, const state::Deployed& deployed,
                                  uint64_t age_s, bool dry_run);

}  // namespace nagaya::host
