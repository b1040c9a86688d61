// What comes before anything else: the end of an apply that was cut off.
#pragma once

#include "apply/machine.hpp"
#include "apply/storage.hpp"

namespace nagaya::apply {

enum class Recovered {
    nothing,    ///< no apply was cut off
    undone,     ///< it was not committed: everything it began was taken back
    completed,  ///< it was committed: its record was written
};

struct Recovery {
    Recovered outcome = Recovered::nothing;
    size_t steps = 0;  ///< taken back
    std::vector<std::string>
        problems;  ///< steps of the way back that failed; the journal stays, the next command tries again
};

/// Reads the journal and brings the world to where it was before the apply or, past the commit point, to where it is after it.
/// May be interrupted itself at any instant: doing it again does the same. The watcher is told the steps of the way back, of
/// which up to `workers` are under way at once.
///
/// When a step of the way back fails, the record says that nothing is known of what its service runs with, and the journal
/// stays. A transaction may begin upon it: its plan is made from what is there.
Result<Recovery> recover(Storage& storage, Machine& machine, Watcher& watcher, size_t workers = 8);

}  // namespace nagaya::apply
