#include "host/health.hpp"

#include <time.h>

#include <algorithm>
#include <thread>

#include "base/text.hpp"
#include "host/probe.hpp"

namespace nagaya::host {
namespace {

using Clock = std::chrono::steady_clock;
using state::Probe;
using std::chrono::milliseconds;

constexpr milliseconds first_pause{100};
constexpr milliseconds longest_pause{2000};
// The last try, too, gets time enough to say something.
constexpr milliseconds least_try{1000};
// What nothing probes is watched for longer: a program that dies in its first second has been a good unit until then.
constexpr uint32_t unprobed_settle_ms = 2000;
constexpr milliseconds longest_settling = std::chrono::seconds(30);

std::string text(milliseconds time) {
    if (time.count() < 10'000) return concat(time.count() / 1000, ".", time.count() / 100 % 10, " s");
    return concat(time.count() / 1000, " s");
}

/// As systemd stamps ActiveEnterTimestampMonotonic.
uint64_t monotonic_us() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000 + static_cast<uint64_t>(now.tv_nsec) / 1000;
}

/// "exit code 1", "signal 9", systemd's word for the rest.
std::string ended_how(const UnitPulse& pulse) {
    if (pulse.result == "exit-code") return concat("exit code ", pulse.exit_status);
    if (pulse.result == "signal" || pulse.result == "core-dump") return concat("signal ", pulse.exit_status);
    if (pulse.result == "success") return "it ended by itself";
    return visible(pulse.result);
}

/// Waits for one unit.
class Waiting {
public:
    Waiting(const Watch& watch, const LineSink& progress)
        : watch_(watch), progress_(progress), restarts_(watch.restarts), heeds_stop_(watch.stop && !*watch.stop) {}

    Result<void> await_settled(milliseconds settle);
    Result<void> await_probe(const PasswdEntry& account, const Probe& probe);

private:
    Result<UnitPulse> look();
    Result<void> check_alive(const UnitPulse& pulse) const;
    Result<void> pause(milliseconds time) const;
    milliseconds waited() const { return std::chrono::duration_cast<milliseconds>(Clock::now() - begin_); }
    void tell(std::string line);

    const Watch& watch_;
    const LineSink& progress_;
    std::optional<uint32_t> restarts_;
    bool heeds_stop_;
    Clock::time_point begin_ = Clock::now();
    std::string told_;
};

void Waiting::tell(std::string line) {
    if (!progress_ || line == told_) return;
    told_ = std::move(line);
    progress_(told_);
}

Result<UnitPulse> Waiting::look() {
    if (!watch_.pulse) return UnitPulse{};
    UnitPulse pulse = TRY(watch_.pulse());
    if (!restarts_) restarts_ = pulse.restarts;
    TRY(check_alive(pulse));
    return pulse;
}

Result<void> Waiting::check_alive(const UnitPulse& pulse) const {
    const uint32_t restarts = pulse.restarts - std::min(pulse.restarts, *restarts_);
    const bool again = pulse.sub.starts_with("auto-restart");
    const bool over = pulse.active == "failed" || pulse.active == "inactive";
    if (restarts == 0 && !again && !over) return {};
    std::vector<std::string> facts;
    // The result of the run before is forgotten once the next one has begun.
    if (pulse.result != "success" || over) facts.push_back(ended_how(pulse));
    if (restarts > 0) facts.push_back(concat("restarted ", plural(restarts, "time"), " by itself"));
    if (again) facts.emplace_back("about to restart by itself");
    const std::string_view what = over ? " did not stay up" : " does not stay up";
    return fail(ErrorKind::failed, concat("`", watch_.unit, "`", what, ": ", join(facts, ", ")));
}

Result<void> Waiting::pause(milliseconds time) const {
    const Clock::time_point end = Clock::now() + time;
    while (Clock::now() < end) {
        if (heeds_stop_ && *watch_.stop) return fail(ErrorKind::failed, "stopped");
        std::this_thread::sleep_until(std::min(end, Clock::now() + first_pause));
    }
    return {};
}

Result<void> Waiting::await_settled(milliseconds settle) {
    if (!watch_.pulse) return {};
    while (true) {
        const UnitPulse pulse = TRY(look());
        const uint64_t now = monotonic_us();
        const bool active = pulse.active == "active" || pulse.active == "reloading" || pulse.active == "refreshing";
        const milliseconds age(now > pulse.active_since ? (now - pulse.active_since) / 1000 : 0);
        // What has done its work (RemainAfterExit=) runs nothing that could die.
        if (active && (age >= settle || pulse.sub == "exited")) return {};
        if (waited() > longest_settling + settle)
            return fail(ErrorKind::timeout,
                        concat("`", watch_.unit, "` is still ", visible(pulse.active), " after ", text(waited())));
        TRY(pause(active ? settle - age : first_pause));
    }
}

Result<void> Waiting::await_probe(const PasswdEntry& account, const Probe& probe) {
    const milliseconds within(probe.within_ms);
    const std::unique_ptr<Prober> prober = make_prober(account, probe);
    milliseconds next_pause = first_pause;
    while (true) {
        const ProbeTry found = prober->attempt(std::max(within - waited(), least_try));
        if (found.holds) return {};
        TRY(look());
        if (found.hopeless || waited() >= within)
            return fail(ErrorKind::failed,
                        concat(state::text(probe), " did not succeed within ", text(waited()), ": ", found.said));
        tell(concat("waiting for ", state::text(probe), ": ", found.said.substr(0, found.said.find('\n'))));
        TRY(pause(std::min(next_pause, std::max(within - waited(), milliseconds(1)))));
        next_pause = std::min(2 * next_pause, longest_pause);
    }
}

}  // namespace

Result<void> await_health(const PasswdEntry& account, const std::vector<Probe>& probes, const Watch& watch,
                          const LineSink& progress) {
    Waiting waiting(watch, progress);
    uint32_t settle = probes.empty() ? unprobed_settle_ms : 0;
    for (const Probe& probe : probes) settle = std::max(settle, probe.settle_ms);
    TRY(waiting.await_settled(milliseconds(settle)));
    for (const Probe& probe : probes)
        if (probe.kind != Probe::Kind::settled) TRY(waiting.await_probe(account, probe));
    return {};
}

Result<void> await_probe(const PasswdEntry& account, const Probe& probe, const Watch& watch, const LineSink& progress) {
    return Waiting(watch, progress).await_probe(account, probe);
}

}  // namespace nagaya::host
