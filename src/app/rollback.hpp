// nagaya rollback.
#pragma once

#include <cstdint>
#include <string>

#include "app/plan.hpp"

namespace nagaya::app {

struct RollbackOptions {
    HostOptions where;
    std::string prefix;
    uint64_t generation = 0;  ///< 0 = the one before the present one
    bool dry_run = false;
    bool diffs = true;
    ChangeOptions change;
    Format format = Format::text;
};

/// Goes back to a generation: an apply of what held then, planned, gated and a new generation itself. Data stays as it is.
int rollback(const RollbackOptions& options, Console& console);

}  // namespace nagaya::app
