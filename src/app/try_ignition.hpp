// The Ignition config of a host for a trial: as it is rendered, with what a throw-away host needs in the place of what only the real
// one has.
#pragma once

#include <optional>
#include <string>

#include "app/console.hpp"
#include "app/render.hpp"
#include "base/result.hpp"

namespace nagaya::app {

/// Of a workspace whose secrets are texts in memory (stand_ins.hpp): they are encrypted for a key that is made for this trial and goes
/// with the config, so that they come to the host on the way of real ones. Nothing after the user was told why there is none.
Result<std::optional<std::string>> config_to_try(RenderedHost& rendered, Console& console);

}  // namespace nagaya::app
