// What the user sees while a plan runs: one line per service.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/console.hpp"
#include "app/report.hpp"
#include "apply/machine.hpp"

namespace nagaya::app {

/// On a terminal one line per service, redrawn in place; elsewhere one line for each step worth telling. Failures are written whole,
/// with the unit's last log lines.
class ProgressWatcher : public apply::Watcher {
public:
    ProgressWatcher(const plan::Plan& plan, Console& console);

    void step_started(const plan::Step& step) override;
    void step_progress(const plan::Step& step, std::string_view line) override;
    void step_done(const plan::Step& step) override;
    void step_failed(const plan::Step& step, const Error& error, const std::vector<std::string>& log) override;
    void step_skipped(const plan::Step& step) override;
    void going_back(const std::set<std::string>& services, std::string_view why) override;

    /// Leaves the last picture standing and writes what failed. Call once, at the end.
    void finish();

    /// What failed so far, in the order in which it did.
    const std::vector<Failure>& failures() const { return failures_; }

private:
    struct Line {
        size_t steps = 0;
        size_t ended = 0;
        bool failed = false;
        bool skipped = false;
        bool restarted = false;
        bool going_back = false;
        std::string doing;
    };

    Line& line_of(const plan::Step& step);
    void tell(const plan::Step& step, std::string_view text);
    void redraw(bool last);
    std::string drawn(const std::string& service, const Line& line, bool last) const;

    Console& console_;
    std::map<std::string, Line> lines_;
    std::map<const plan::Step*, std::chrono::steady_clock::time_point> started_;
    std::vector<Failure> failures_;
    std::string failures_text_;
    size_t drawn_lines_ = 0;
    std::chrono::steady_clock::time_point last_drawn_{};
};

/// Tells the steps of recovering what was cut off, a line each.
class RecoveryWatcher : public apply::Watcher {
public:
    explicit RecoveryWatcher(Console& console) : console_(console) {}

    void step_started(const plan::Step& step) override;
    void step_progress(const plan::Step&, std::string_view) override {}
    void step_done(const plan::Step&) override {}
    void step_failed(const plan::Step& step, const Error& error, const std::vector<std::string>& log) override;
    void step_skipped(const plan::Step&) override {}

private:
    Console& console_;
};

}  // namespace nagaya::app
