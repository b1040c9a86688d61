// The ports of apply: the machine, and whoever watches.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "plan/action.hpp"
#include "plan/plan.hpp"
#include "state/deployed.hpp"

namespace nagaya::apply {

/// Told while an action runs: one short line of what it is doing now ("pulling docker.io/…", "STEP 3/5: RUN apt-get …").
using Progress = std::function<void(std::string_view line)>;

/// The one door to the host that is changed. Implementations are safe to call from several threads at once.
class Machine {
public:
    virtual ~Machine() = default;

    /// Does one action. Idempotent: what is already so stays so.
    virtual Result<void> perform(const plan::Action& action, const Progress& progress) = 0;

    /// Makes every deed on paths durable: power may fail afterwards, and names and contents are as the deeds left them.
    /// A machine whose deeds are durable at once has nothing to do.
    virtual Result<void> settle() { return {}; }

    /// The last lines a unit logged in its present or last run, oldest first; empty when there are none.
    virtual std::vector<std::string> last_log_lines(const state::Unit& unit, size_t count) = 0;
};

/// Told what happens, from any thread, one call at a time.
class Watcher {
public:
    virtual ~Watcher() = default;
    virtual void step_started(const plan::Step& step) = 0;
    virtual void step_progress(const plan::Step& step, std::string_view line) = 0;
    virtual void step_done(const plan::Step& step) = 0;
    virtual void step_failed(const plan::Step& step, const Error& error, const std::vector<std::string>& log) = 0;
    /// A step that never ran because one it needs failed.
    virtual void step_skipped(const plan::Step& step) = 0;
    /// Services that go back now, and why; the steps of their way back are told as any others.
    virtual void going_back(const std::set<std::string>& /*services*/, std::string_view /*why*/) {}
};

}  // namespace nagaya::apply
