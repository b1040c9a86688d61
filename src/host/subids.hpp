// Subordinate id ranges: /etc/subuid and /etc/subgid (subuid(5)).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/account_files.hpp"

namespace nagaya::host {

/// The text with each account's range as the only one of that account; other lines stay as they are. Pure.
std::string with_subids(std::string_view text, const std::vector<SubidRange>& ranges);

/// Gives each account (owner) that range, in both files of `etc`. The accounts' further ranges are dropped.
///
/// One rewrite under shadow's own locks (the fcntl(2) lock on .pwd.lock and the link subuid.lock) rather than a usermod(8)
/// for each account: those run one after another for the same lock and sleep a second when they meet it.
Result<void> set_subids(const std::vector<SubidRange>& ranges, const std::string& etc = "/etc");

}  // namespace nagaya::host
