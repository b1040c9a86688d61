// One apply at a time per prefix.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

/// Holds the lock while it lives; the kernel drops it when the process ends, however it ends.
class ApplyLock {
public:
    explicit ApplyLock(Descriptor file) : file_(std::move(file)) {}
    ApplyLock(ApplyLock&&) = default;
    ApplyLock& operator=(ApplyLock&&) = default;
    ~ApplyLock();

private:
    Descriptor file_;
};

struct LockOptions {
    /// How long to wait for whoever has it; 0 refuses at once.
    std::chrono::milliseconds wait_for{0};
    /// Told who has it, at once and then every five seconds: "process 12 (`nagaya apply`) of alice, for 3 s".
    std::function<void(std::string_view holder)> on_wait = {};
    /// Root's alone, so that no account can take or forge the lock.
    std::string directory = "/run/nagaya";
};

/// Long enough for every apply.
constexpr std::chrono::milliseconds wait_for_ever = std::chrono::hours(24 * 365);

/// Takes flock(2) on `directory`/PREFIX.lock and writes who has it. When somebody else has it for longer than we may wait: a
/// failure that names their process, user, command and for how long.
Result<ApplyLock> take_apply_lock(std::string_view prefix, const LockOptions& options = {});

/// Who has the lock now, in the words of LockOptions::on_wait; "" = nobody. Does not touch the lock.
Result<std::string> apply_lock_holder(std::string_view prefix, const std::string& directory = "/run/nagaya");

}  // namespace nagaya::host
