// How units are doing, for `nagaya status`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "host/container.hpp"
#include "state/deployed.hpp"

namespace nagaya::host {

struct UnitStatus {
    std::string service;
    std::string account;
    std::string unit;
    std::string load;           ///< "loaded", "not-found"; "" when its manager does not run
    std::string active;         ///< "active", "inactive", "failed", …; "" when its manager does not run
    std::string sub;            ///< "running", "dead", "auto-restart", …
    std::string result;         ///< why it ended: "success", "exit-code", …
    uint32_t restarts = 0;      ///< automatic ones
    uint64_t active_since = 0;  ///< µs since 1970; 0 = never
    std::string invocation_id;  ///< of the present or last run
    // Of its container, if it has one:
    std::string container;  ///< name
    std::string image;
    std::string health;           ///< "healthy", "unhealthy", "starting", or ""
    std::vector<uint16_t> ports;  ///< published on the host
};

struct StatusQuery {
    std::vector<std::string> services;  ///< empty = all
    bool containers = true;             ///< also ask each account's podman (one process for each, in parallel)
};

/// Every unit in the record, by service and name.
Result<std::vector<UnitStatus>> read_status(const state::Deployed& deployed, const StatusQuery& query);

}  // namespace nagaya::host
