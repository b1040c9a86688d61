// Ignition configs inside a Butane file: what `ignition.config` merges or is replaced by.
#pragma once

#include <string_view>

#include "butane/report.hpp"
#include "ignition/version.hpp"

namespace nagaya::butane {

/// Checks the JSON `text` of the resource at `path` as a config of `version`. Findings have the paths of the inner config, as
/// the reference reports them. `text` must live as long as the entries.
void check_inner_config(std::string_view text, ignition::Version version, const ignition::Path& path, Entries& entries);

}  // namespace nagaya::butane
