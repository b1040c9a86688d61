// The journal of one apply: what was begun, in the order it was begun, and whether it was committed.
//
// A file of records, the first of which is `begin`. Each record is two equal frames (apply/frame.hpp): a byte that the disk
// flips destroys one of them at most. What is not whole and unharmed in either was torn by the end of power before it was
// synced, so no deed has followed it. A frame after such a gap counts: that a step was begun is never wrong to believe, because
// going back from a deed that never happened changes nothing, and the commit record is written after everything else is durable.
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
    state::Deployed deployed;           ///< the record as it was before
    uint64_t generation = 0;            ///< the number this apply would make
    std::set<uint32_t> begun;           ///< steps whose deed may have happened
    std::optional<uint64_t> committed;  ///< the generation that was made
    std::set<uint32_t> after_commit;    ///< steps that are to be done once it is
};

/// The bytes of the records of one journal.
class JournalRecords {
public:
    JournalRecords(const plan::Plan& plan, const state::Deployed& deployed, uint64_t generation);
    /// The first record; megabytes for a large plan.
    const std::string& begin() const { return begin_; }
    /// Gives its memory back, once it is written.
    void forget_begin() { std::string().swap(begin_); }
    std::string begun(const std::vector<uint32_t>& steps) const;
    std::string commit(const std::set<uint32_t>& steps_after) const;

private:
    uint64_t generation_;
    std::string begin_;
    std::string binding_;
};

/// Nothing when there is no `begin` record: then no deed was done. Never fails on torn or flipped bytes; `sound` is how many
/// there were before the first of them. Records that are sound but of a newer version are `unsupported`, and such that make no
/// sense `malformed`. Untrusted bytes.
Result<std::optional<Journal>> read_journal(std::string_view bytes, size_t& sound);

}  // namespace nagaya::apply
