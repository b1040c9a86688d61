// nagaya prune: what no kept generation needs is removed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/console.hpp"
#include "app/plan.hpp"
#include "base/result.hpp"

namespace nagaya::app {

/// As many of the youngest generations are kept, and all that are younger than the age.
struct Retention {
    size_t generations = 10;
    uint64_t age_s = uint64_t{7} * 86'400;
};

/// What nagaya.toml says.
Retention retention_of(const model::SiteSettings& settings);

/// What was removed, or would be.
struct Pruned {
    std::vector<uint64_t> generations;
    size_t contents = 0;
    uint64_t bytes = 0;  ///< of contents; 0 when nothing was removed yet
};

/// Removes generations beyond the retention, but never the youngest, and then contents that no generation names any more. Under
/// the lock. With `dry_run` it only says what it would do.
Result<Pruned> prune_generations(const std::string& prefix, const Retention& retention, bool dry_run);

struct PruneOptions {
    HostOptions where;
    std::string prefix;  ///< "" = every one on this machine
    // What is not given is as the site says (nagaya.toml [retention]), or without a site as Retention says.
    std::optional<size_t> generations;
    std::optional<uint64_t> age_s;
    bool dry_run = false;
    bool quiet = false;  ///< say nothing when all went well
    ChangeOptions change;
    Format format = Format::text;
};

/// Generations, contents and images over all accounts. Never what a kept generation, a container or the record needs.
int prune(const PruneOptions& options, Console& console);

/// "7d", "12h", … in seconds, or nothing.
std::optional<uint64_t> parse_age(std::string_view text);

}  // namespace nagaya::app
