// Ctrl-C while a host is changed.
#pragma once

#include <atomic>

namespace nagaya::app {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP is noted and the user told what happens now; the second ends nothing, so that
/// an impatient one leaves nothing half taken back; the third ends the process at once, and the next command takes back the rest. One at a time.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    /// Becomes true with the first signal.
    const std::atomic<bool>* flag() const;
    /// 128 + the signal that came; 0 when none did.
    int exit_code() const;
};

}  // namespace nagaya::app
