// The port to what an apply must not forget: the journal, the contents to go back to, generations and the record.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "state/content.hpp"
#include "state/deployed.hpp"

namespace nagaya::apply {

/// Durable storage of one prefix. Safe to call from several threads. Power may fail inside every call: what was appended and
/// not synced may be there, be missing, or be there in part; `write_generation`, `remember` and `drop_journal` happen whole or
/// not at all.
class Storage {
public:
    virtual ~Storage() = default;

    /// The bytes of the journal; "" when there is none.
    virtual Result<std::string> read_journal() = 0;
    /// Adds bytes at the journal's end. Not durable before `sync`. Adding nothing makes the next `sync` cover what another
    /// process left there.
    virtual Result<void> append(std::string_view bytes) = 0;
    /// When it returns, everything appended or kept before the call is durable. Calls from several threads share their work.
    virtual Result<void> sync() = 0;
    /// Cuts the journal to its first `size` bytes, durably; 0 removes it.
    virtual Result<void> cut_journal(size_t size) = 0;

    /// Puts a content into the store, under its digest. Secrets are sealed there. Durable after the next `sync`.
    virtual Result<void> keep(const state::Content& content) = 0;
    /// Gives a named content its bytes. `not_found` when the store has none, `malformed` when they have another digest.
    virtual Result<void> fill(state::Content& content) = 0;

    /// Makes a generation's document durable.
    virtual Result<void> write_generation(uint64_t number, std::string_view text) = 0;
    virtual Result<std::string> read_generation(uint64_t number) = 0;

    /// Makes the record durable (write, fsync, rename, fsync of the directory).
    virtual Result<void> remember(const state::Deployed& deployed) = 0;
    virtual Result<state::Deployed> recall() = 0;
};

}  // namespace nagaya::apply
