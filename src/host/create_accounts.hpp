// Accounts as the plan wants them.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "state/resource.hpp"

namespace nagaya::host {

/// Creates the accounts that are missing, all in one go, and sets shell, home, supplementary groups, subids, the home
/// directory (0750, the account's) and lingering of all. An account that exists with another uid is a failure: nagaya moves
/// nobody's files. One call at a time.
Result<void> set_accounts(const std::vector<state::Account>& accounts,
                          const std::function<void(std::string_view)>& progress);

/// Removes the account with its processes, lingering, subids and home. Absent is fine.
Result<void> purge_account(const state::Account& account);

}  // namespace nagaya::host
