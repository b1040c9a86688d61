// The real machine behind apply's port.
#pragma once

#include <atomic>
#include <memory>

#include "apply/machine.hpp"

namespace nagaya::host {

/// This host. Needs root. When `*stop` becomes true, what waits for a program, a start or health ends the program and fails; a deed
/// that begins later (on the way back) waits as ever.
std::unique_ptr<apply::Machine> make_machine(const std::atomic<bool>* stop = nullptr);

}  // namespace nagaya::host
