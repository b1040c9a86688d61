// The key that secrets in the store are sealed with: /var/lib/nagaya/seal.key, root's alone. Whoever copies the store without it
// (a backup, a disk that is given away) has no secrets.
#pragma once

#include <string_view>

#include "base/seal.hpp"

namespace nagaya::host {

/// The key in `directory`; `not_found` when there is none, `malformed` when it is something else.
Result<SealKey> read_seal_key(std::string_view directory);

/// The same, but one is made, durably, when there is none. Two processes that do so at once agree on one.
Result<SealKey> make_seal_key(std::string_view directory);

/// Never the same twice.
Result<SealNonce> random_nonce();

}  // namespace nagaya::host
