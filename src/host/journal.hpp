// The lines that units log (sd-journal stays behind journal.cpp).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace nagaya::host {

/// A unit whose lines are wanted.
struct LoggedUnit {
    uid_t uid = 0;      ///< whose manager; 0 = the system's
    std::string unit;   ///< "web.service"
    std::string label;  ///< given back with each line: the service's name
};

struct LogLine {
    uint64_t time_us;  ///< µs since 1970
    std::string label;
    std::string unit;
    std::string source;   ///< the program that wrote it (SYSLOG_IDENTIFIER); "systemd" for the manager
    std::string message;  ///< as written: make it visible before printing
    int priority;         ///< syslog(3); 6 = info
};

struct LogQuery {
    std::vector<LoggedUnit> units;
    size_t lines = 50;    ///< the last ones, of all units together
    bool follow = false;  ///< then go on with new ones
};

/// Gives the lines of all units merged by time, oldest first, until `take` returns false. With `follow`, `take` is also
/// called with null every half second without lines, so that it can end the wait.
Result<void> read_journal(const LogQuery& query, const std::function<bool(const LogLine*)>& take);

/// The last lines of the unit's present or last run, as "program: message"; empty when there are none.
std::vector<std::string> last_lines_of_run(uid_t uid, const std::string& unit, size_t count);

}  // namespace nagaya::host
