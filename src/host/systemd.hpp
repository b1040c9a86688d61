// What a service manager is asked and told: org.freedesktop.systemd1(5).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/bus.hpp"

namespace nagaya::host {

/// A unit as ListUnitsByNames gives it; names that do not exist have load "not-found".
struct ListedUnit {
    std::string name;
    std::string load;    ///< "loaded", "not-found", "error", …
    std::string active;  ///< "active", "inactive", "failed", "activating", …
    std::string sub;     ///< "running", "dead", "auto-restart", …
    std::string path;    ///< its object

    bool is_active() const;
};

/// More about one unit, for people.
struct UnitDetails {
    std::string invocation_id;  ///< 32 hex digits; "" when it never ran
    uint64_t active_since = 0;  ///< µs since 1970; 0 = never
    std::string result;         ///< "success", "exit-code", "timeout", …; "" for kinds without one
    uint32_t restarts = 0;      ///< automatic ones
    int32_t exit_status = 0;    ///< of the main process
};

/// How a unit is at this moment, for who waits for it.
struct UnitPulse {
    std::string active;         ///< "active", "activating", "failed", …
    std::string sub;            ///< "running", "auto-restart", …
    std::string result;         ///< of its last run; "success" while none ended otherwise, "" for kinds without one
    uint64_t active_since = 0;  ///< µs on CLOCK_MONOTONIC; 0 = never
    uint32_t restarts = 0;      ///< automatic ones since it was started by hand
    int32_t exit_status = 0;    ///< of the main process: its exit code or signal
    uint64_t begun = 0;         ///< µs on CLOCK_MONOTONIC: when it last left being inactive; 0 = never
};

enum class JobVerb { start, restart, reload, stop };

/// One service manager over its own connection; for one thread at a time.
class ServiceManager {
public:
    /// The system manager for uid 0, else the manager of that account, which must be running. `longest` bounds the entry and
    /// each answer.
    static Result<ServiceManager> connect(uid_t uid, std::chrono::milliseconds longest = patient);

    Result<std::vector<ListedUnit>> list(const std::vector<std::string>& names);
    /// "enabled", "disabled", "generated", "static", …; "" when there is no such file.
    Result<std::string> file_state(const std::string& unit);
    Result<UnitDetails> details(const ListedUnit& unit);

    /// NRestarts= of a service; 0 for other kinds.
    uint32_t restarts(const ListedUnit& unit);
    Result<UnitPulse> pulse(const std::string& unit);

    /// From now on `run_job` asks this five times a second; when true it waits no longer, and the job goes on.
    void give_up_when(std::function<bool()> give_up) { give_up_ = std::move(give_up); }
    /// Asks for the job and waits until it ended, five minutes at most. A oneshot's start ends when the program has.
    Result<void> run_job(JobVerb verb, const std::string& unit);
    /// Reads all unit files anew and runs the generators.
    Result<void> reload();
    Result<void> enable(const std::string& unit);
    Result<void> disable(const std::string& unit);
    /// Takes away what masks it, for good or until the next boot; a unit that is not masked is fine.
    Result<void> unmask(const std::string& unit);
    /// Forgets that the unit failed; a unit that is not loaded is fine.
    Result<void> reset_failed(const std::string& unit);
    /// The manager's version; fails when it does not answer.
    Result<std::string> version();

private:
    explicit ServiceManager(Bus bus) : bus_(std::move(bus)) {}
    Result<void> subscribe();
    Bus bus_;
    std::function<bool()> give_up_;
    bool subscribed_ = false;
};

}  // namespace nagaya::host
