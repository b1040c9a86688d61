// Between our terminal and a program that runs as an account.
//
// Whoever holds a terminal can type into it (ioctl_tty(2), TIOCSTI), so an account's program never gets root's: it gets a
// pseudoterminal of its own, or pipes, and what goes in and out is copied.
#pragma once

#include <sys/types.h>

#include <array>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

/// Both ends of what is copied. A stream of ours that is no terminal is handed on as it is and has no ends here.
struct Relay {
    std::array<Descriptor, 3> theirs;  ///< what becomes descriptor 0, 1, 2 of the program; none = ours
    bool terminal = false;             ///< theirs is a pseudoterminal, to be the program's controlling terminal
    Descriptor to;                     ///< what is written here arrives at the program's input
    Descriptor output;                 ///< what the program writes
    Descriptor errors;
};

/// The ends for a program of `owner`: a pseudoterminal when our input and output are terminals, else a pipe for each stream
/// that is one. Errors: no descriptors, no pseudoterminals.
Result<Relay> make_relay(uid_t owner);

/// Copies until the process of the pidfd `process` ends, then what it left. With a pseudoterminal our terminal is raw
/// meanwhile, its size is handed on, and signals that would end us go to the group of `pid` instead. Close `theirs` before.
void copy_until_end(Relay& relay, int process, pid_t pid);

}  // namespace nagaya::host
