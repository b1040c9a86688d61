// What a host does by itself when it boots for the first time, made by Ignition or out of a tree: the documents it does that
// from, and the unit that does it. docs/formats/rendered.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "emit/layout.hpp"
#include "state/host_state.hpp"

namespace nagaya::emit {

inline constexpr std::string_view program_directory = "/var/lib/nagaya/bin";

/// Why the generation of a first boot came about.
inline constexpr std::string_view first_boot_reason = "first boot";

/// The file in /var/lib/nagaya/<prefix> that is there from the first boot until all has come up once.
inline constexpr std::string_view first_start_marker = "first-start";

/// A generation (state/generation.hpp) that nothing has done yet: number 1, time 0, the record of a host where all of it is.
/// Without secrets.
std::string print_rendered(const state::HostState& state);

/// The secrets of a host, each as its site has it.
std::string print_sealed(const std::vector<SealedSecret>& secrets);
/// What print_sealed wrote: a path, an owner and limits are checked.
Result<std::vector<SealedSecret>> parse_sealed(std::string_view text);

/// The unit that runs `nagaya first-boot` before anything of the state starts.
std::string first_boot_unit(const state::HostState& state);

/// The unit that runs `nagaya first-start` after that, once. It does not hold the boot: whether it is active, then exited, or
/// failed says whether all came up.
std::string first_start_unit(const state::HostState& state);

}  // namespace nagaya::emit
