// The journal of one apply: what was begun, in the order it was begun, and whether it was committed.
//
// A file of records, each: length of the payload (4 bytes, little endian), CRC-32C or a longer checksum of kind, length and
// payload, kind (1 byte), payload. The first record is `begin`. Reading stops at the first byte that does not fit; what follows
// was never promised to anybody.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "plan/plan.hpp"
#include "state/deployed.hpp"

namespace nagaya::apply {

/// What a journal says.
struct Journal {
    plan::Plan plan;                    ///< contents named, not filled
    state::Deployed deployed;           ///< the record as it was before, with the plan's claims
    uint64_t generation = 0;            ///< the number this apply would make
    std::set<uint32_t> begun;           ///< steps whose deed may have happened
    std::optional<uint64_t> committed;  ///< the generation that was made
};

/// The bytes of each record.
std::string begin_record(const plan::Plan& plan, const state::Deployed& deployed, uint64_t generation);
std::string begun_record(const std::vector<uint32_t>& steps);
std::string commit_record(uint64_t generation);

/// Reads as far as the bytes are sound. Nothing when there is no whole `begin` record: then no deed was done. `sound` is how
/// many bytes were. Never fails on torn or flipped bytes; a sound record that makes no sense is `malformed` (another version).
Result<std::optional<Journal>> read_journal(std::string_view bytes, size_t& sound);

}  // namespace nagaya::apply
