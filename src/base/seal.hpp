// Bytes that only the holder of a key can read or make: AES-256-GCM (NIST SP 800-38D).
//
// Form: "NGSEAL1\n", the nonce (12 bytes), the sealed bytes, the tag (16 bytes). It is stored on hosts, so it does not change.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya {

using SealKey = std::array<unsigned char, 32>;
/// Random, and never used twice with one key: chance is good for 2^32 of them (SP 800-38D, 8.3).
using SealNonce = std::array<unsigned char, 12>;

/// Bytes that sealing adds.
constexpr size_t seal_overhead = 8 + 12 + 16;

/// Seals `bytes`, at most 1 GiB. `name` is not in it, but must be the same when it is opened: what was sealed as one thing
/// cannot be passed off as another.
std::string seal(const SealKey& key, const SealNonce& nonce, std::string_view bytes, std::string_view name);

/// What was sealed. `malformed` when anything of it, the key or the name is not as it was.
Result<std::string> open_sealed(const SealKey& key, std::string_view sealed, std::string_view name);

}  // namespace nagaya
