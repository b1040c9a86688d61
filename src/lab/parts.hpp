// What the functions of Lab share.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "lab/cgroup.hpp"
#include "lab/lab.hpp"
#include "lab/place.hpp"

namespace nagaya::lab {

struct Lab::Parts {
    Place place;
    CgroupTree cgroups;
    Progress progress;
    std::function<bool()> give_up = {};  ///< may be empty
    mutable std::mutex progress_door = {};

    bool is_given_up() const { return give_up && give_up(); }
    void say(std::string_view line) const {
        const std::lock_guard guard(progress_door);
        if (progress) progress(line);
    }
};

}  // namespace nagaya::lab
