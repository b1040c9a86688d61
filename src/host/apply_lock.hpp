// One apply at a time per prefix.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

/// Holds the lock while it lives; the kernel drops it when the process ends, however it ends.
class ApplyLock {
public:
    explicit ApplyLock(Descriptor file) : file_(std::move(file)) {}

private:
    Descriptor file_;
};

/// Takes flock(2) on `directory`/PREFIX.lock and writes who has it. When somebody else has it: a failure that names their
/// process, command and start.
Result<ApplyLock> take_apply_lock(std::string_view prefix, std::string_view directory = "/run/nagaya");

}  // namespace nagaya::host
