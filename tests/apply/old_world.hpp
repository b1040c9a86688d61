// Whether a host is as it was.
#pragma once

#include "apply/fake_machine.hpp"
#include "plan/plan.hpp"

namespace nagaya::apply {

/// A world, and what a boot would have made of it.
struct Past {
    Past() = default;
    Past(World its_world);

    World world;
    World rebooted;
};

/// Everything in which `now` is not as `before`, in words; `only` limits it to what belongs to these services. Not counted is
/// what an apply prepares and going back leaves: accounts, images, directories that hold data, hooks that ran; what `plan` takes
/// over into the record or drops from it; and that a boot may have come between. `exactly` counts what was prepared too.
std::vector<std::string> differences(const Past& before, const World& now, const plan::Plan& plan,
                                     const std::set<std::string>* only = nullptr, bool exactly = false);

}  // namespace nagaya::apply
