// What a host is at: which generation holds, whether an apply was cut off, who waits for whom.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "host/status.hpp"
#include "state/generation.hpp"

namespace nagaya::app {

struct PrefixSummary {
    std::string prefix;
    uint64_t generation = 0;  ///< 0 = none yet
    int64_t time = 0;
    std::string reason;
    std::string site_commit;
    std::string under_way;   ///< who changes the host at this moment, and for how long already; "" = nobody
    std::string first_boot;  ///< which unit tells why the first boot has not come to its end; "" = it has, or was none
    bool cut_off = false;    ///< an apply was cut off; the next command that changes something brings it to its end
};

/// One for each prefix on this machine, by name.
Result<std::vector<PrefixSummary>> summarise_host();

/// Services whose account is held up because what they need in another account is not ready: service → "db, cache". `rows` are
/// of all services of the host.
std::map<std::string, std::string> waiting_services(const std::vector<host::UnitStatus>& rows);

/// The same for one prefix, from how its services stand to each other.
std::map<std::string, std::string> waiting_services(const state::HostState& state,
                                                    const std::vector<host::UnitStatus>& rows);

}  // namespace nagaya::app
