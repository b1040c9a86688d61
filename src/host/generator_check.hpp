// The host's own Quadlet generator judges the units before they are written (podman-systemd.unit(5)): an unknown key makes a
// unit vanish at the next daemon-reload, and only the generator of the installed Podman knows its keys.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/precheck.hpp"
#include "state/host_state.hpp"

namespace nagaya::host {

/// One complaint of the generator.
struct GeneratorError {
    std::string file;  ///< as it names it: a path or a base name
    std::string message;
    bool operator==(const GeneratorError&) const = default;
};

/// The complaints in what the generator wrote to standard error. Pure.
std::vector<GeneratorError> parse_generator_errors(std::string_view text);

/// The names of the units in what it wrote to standard output ("---web.service---"). Pure.
std::set<std::string> parse_generated_units(std::string_view text);

/// The services of `desired` that would not be there: neither the generator nor a plain file makes them. One that was
/// observed is let be only when no Quadlet file of the state stands for it. Pure.
std::vector<Problem> find_missing_units(const state::HostState& desired, const state::HostState& observed,
                                        const std::set<std::string>& generated);

/// The Quadlet generator of this host.
std::optional<std::string> find_generator();

/// Runs the generator over the Quadlet files of `desired`, as they will be, in a private directory. Units that no file makes
/// are problems too.
std::vector<Problem> check_with_generator(const state::HostState& desired, const state::HostState& observed);

}  // namespace nagaya::host
