// The record of what nagaya put on this host: /var/lib/nagaya/PREFIX/deployed.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "state/deployed.hpp"

namespace nagaya::host {

constexpr std::string_view record_root = "/var/lib/nagaya";

/// Writes the record durably; 0600 in a directory 0700.
Result<void> write_deployed(std::string_view prefix, const state::Deployed& deployed,
                            std::string_view root = record_root);

/// The record; an empty one when there is none yet.
Result<state::Deployed> read_deployed(std::string_view prefix, std::string_view root = record_root);

/// The prefixes that have a record on this host, sorted.
Result<std::vector<std::string>> deployed_prefixes(std::string_view root = record_root);

}  // namespace nagaya::host
