// A fresh disk that is filled by an Ignition config before its first boot.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lab/place.hpp"

namespace nagaya::lab {

/// Fails (`unsupported`) where Ignition is not installed, and says which package has it.
Result<> check_ignition();

/// The units that a preset file names (systemd.preset(5)), in its order; `enable a@.service x y` names two.
std::vector<std::string> preset_units(std::string_view presets);

/// Runs Ignition's own stages `fetch` and `files` on the disk that is mounted at hosts/NAME/root, with `config`, and applies the
/// presets that it wrote: the work of an initial RAM disk and of systemd's first boot. Disks, filesystems and kernel arguments of
/// the config are other stages' business. To be called in a mount namespace of its own.
Result<> fill_by_ignition(const Place& place, std::string_view name, const std::string& config);

}  // namespace nagaya::lab
