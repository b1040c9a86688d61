// What a change came to, for people and programs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apply/transaction.hpp"
#include "plan/plan.hpp"

namespace nagaya::app {

/// A step that failed.
struct Failure {
    std::string service;  ///< "" = the host as a whole
    std::string step;
    std::string error;
    std::vector<std::string> log;  ///< the last lines of its unit
    bool going_back = false;       ///< a step of the way back
};

/// A unit that was looked at again because what it needs went back.
struct Dependent {
    std::string service;
    std::string unit;
    std::string active;  ///< "active", "failed", …; "" when its manager does not run
};

struct ChangeReport {
    apply::TransactionOutcome outcome;
    uint64_t generation = 0;  ///< that was made; 0 when none was
    size_t restarts = 0;
    std::vector<Failure> failures;
    std::vector<Dependent> dependents;
};

/// What stands on the last lines: what was done, what went back, what is to be done.
std::string report_text(const ChangeReport& report);
/// Version 1, documented in docs/formats/outcome.md.
std::string report_json(const ChangeReport& report);

}  // namespace nagaya::app
