// The units that nagaya put on this machine, from its record.
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"
#include "app/target.hpp"
#include "base/result.hpp"
#include "state/deployed.hpp"

namespace nagaya::app {

/// The record of every site on this machine, together.
Result<state::Deployed> read_records();

/// One deployed unit.
struct DeployedUnit {
    std::string service;
    std::string account;
    std::string name;
    bool triggered = false;  ///< a timer, socket, path or another unit starts it
};

/// The units of the services (all when empty), by service and name.
std::vector<DeployedUnit> units_of(const state::Deployed& deployed, const std::vector<std::string>& services);

/// Is each of these deployed? Writes an error with the nearest name for each that is not.
bool services_deployed(const std::vector<std::string>& services, const state::Deployed& deployed, Console& console);

/// Where a command on running services goes: runs it elsewhere and returns the exit code, or says that it is about this machine.
struct Routed {
    bool here = false;
    int exit_code = 0;
    std::string prefix = {};  ///< of the site that says which host is meant; "" without a site
};
/// `words` is the command as it has to be given there. Words of a command that is about one prefix end with "--prefix": the
/// site's is put behind it (app/forwarded_words.hpp).
Routed route(const HostOptions& where, std::vector<std::string> words, Console& console);

}  // namespace nagaya::app
