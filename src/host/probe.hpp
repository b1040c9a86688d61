// One look at whether a probe holds.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "host/account_files.hpp"
#include "state/health.hpp"

namespace nagaya::host {

/// What one try found.
struct ProbeTry {
    bool holds = false;
    std::string said;       ///< for people, control characters made visible; at most ten lines
    bool hopeless = false;  ///< no later try can find anything else
};

/// Tries one probe again and again. For one thread at a time.
class Prober {
public:
    virtual ~Prober() = default;
    /// One try, which takes no longer than `longest` (and not much longer than five seconds on the network).
    virtual ProbeTry attempt(std::chrono::milliseconds longest) = 0;
};

/// `account` runs the probe's command and has its container; the probe is none of kind `settled`.
std::unique_ptr<Prober> make_prober(const PasswdEntry& account, const state::Probe& probe);

}  // namespace nagaya::host
