// Lingering: whose service manager runs without a login (org.freedesktop.login1(5)).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "host/account_files.hpp"

namespace nagaya::host {

/// Makes the accounts linger, which starts their service managers, or no longer linger: all asked at once, so that the
/// managers start side by side. Without logind's help: the file in /var/lib/systemd/linger and user@UID.service.
Result<void> set_lingering(const std::vector<PasswdEntry>& accounts, bool linger);

/// Waits until the account's service manager has started (30 seconds at most), starting it if need be.
Result<void> await_manager(const PasswdEntry& account);

/// Ends and starts the service manager of the account if it runs: group membership is taken over only at its start.
Result<void> restart_manager(const PasswdEntry& account);

/// Ends every process of the account.
Result<void> stop_manager(const PasswdEntry& account);

}  // namespace nagaya::host
