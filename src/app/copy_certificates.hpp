// What the unit <prefix>-<service>-certificates.service runs: copies of certificates that belong to their reader.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/console.hpp"

namespace nagaya::app {

/// Between two looks at the store.
void wait_for_renewals();

/// `words` are the store, the directory of the copies, and for each certificate its name and the uid that reads its key, joined
/// by ":". Makes <directory>/<name>/{fullchain.pem,privkey.pem}, the pair swapped in one step, and touches <name>/changed after it
/// when something is new. What is not named goes. The store's files count only if they are the issuer's own (it could have made
/// links to what only root reads), and only as a pair: a renewal between its two renames is waited for, some
/// seconds for all together. One that
/// cannot be copied leaves the copy as it is, does not keep the others from being copied, and makes the exit code 1.
/// `wait` passes the time until the store is looked at once more.
int copy_certificates(const std::vector<std::string>& words, Console& console,
                      const std::function<void()>& wait = wait_for_renewals);

}  // namespace nagaya::app
