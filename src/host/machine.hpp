// The real machine behind apply's port.
#pragma once

#include <atomic>
#include <memory>

#include "apply/machine.hpp"

namespace nagaya::host {

/// This host. Needs root. When `*stop` becomes true while health is waited for, that waiting fails; an
/// AwaitHealth that begins later (on the way back) waits as ever.
std::unique_ptr<apply::Machine> make_machine(const std::atomic<bool>* stop = nullptr);

}  // namespace nagaya::host
