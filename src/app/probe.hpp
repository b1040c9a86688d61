// nagaya probe: what the units of a host run to wait for a service that another account needs. A person never types it, so it
// is not among the commands:
//
//     nagaya probe --unit db.service --within 30s (--http URL | --tcp ADDRESS:PORT | --command -- PROGRAM …)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/console.hpp"
#include "state/health.hpp"

namespace nagaya::app {

struct ProbeOptions {
    std::string unit;  ///< whose probe it is, for the message
    state::Probe probe;
};

/// The words behind `probe`; nothing when they are not as above.
std::optional<ProbeOptions> parse_probe(const std::vector<std::string>& words);

/// Waits, as who runs it, until the probe holds: 0, or 1 and one line on standard error when it does not in time.
int probe(const std::vector<std::string>& words, Console& console);

}  // namespace nagaya::app
