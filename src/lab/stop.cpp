#include "lab/stop.hpp"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/text.hpp"
#include "host/process.hpp"
#include "lab/disk.hpp"
#include "lab/files.hpp"
#include "lab/keeper.hpp"
#include "lab/lab.hpp"
#include "lab/network.hpp"
#include "lab/trash.hpp"

namespace nagaya::lab {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// systemd(1), SIGRTMIN+4: power off.
const int power_off = SIGRTMIN + 4;
constexpr seconds power_off_patience{60};

Result<bool> keeper_goes(const Lab::Parts& parts, std::string_view name, milliseconds patience) {
    const std::string path = keeper_lock(parts.place, name);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (TRY(Lock::is_held(path))) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
}

std::string cgroup_of(const Lab::Parts& parts, std::string_view name) {
    return host_cgroup(parts.cgroups, parts.place, name);
}

/// With the last host the keeper sends infra home; wait for that too, so that nothing is left when we return.
void wait_for_infra(const Lab::Parts& parts) {
    if (!has_keeper(parts.place, infra_name) || exists(parts.place.host(infra_name) + "/ready")) return;
    if (const Result<bool> gone = keeper_goes(parts, infra_name, seconds(10)); !gone || !*gone)
        parts.say("infra: still ending");
}

/// ssh's background connection to the host.
void end_ssh(const Place& place, const std::string& name) {
    const std::string master = concat(place.ssh(), "/master-", name);
    if (!exists(master)) return;
    static_cast<void>(host::run({.argv = {"ssh", "-o", concat("ControlPath=", master), "-O", "exit", "lab"},
                                 .environment = {},
                                 .timeout = seconds(5)}));
    unlink(master.c_str());
}

Result<> require_known(const Place& place, const std::string& name) {
    if (is_host_name(name) && (exists(place.host(name)) || has_keeper(place, name))) return {};
    return fail(ErrorKind::not_found, concat("the lab has no host `", visible(name), "`"));
}

}  // namespace

bool is_running(const Lab::Parts& parts, std::string_view name) {
    return has_keeper(parts.place, name) && exists(parts.place.host(name) + "/ready") &&
           find_init(cgroup_of(parts, name));
}

Result<> end_of_keeper(const Lab::Parts& parts, const std::string& name) {
    const std::string cgroup = cgroup_of(parts, name);
    if (has_keeper(parts.place, name) && !TRY(keeper_goes(parts, name, seconds(5)))) {
        kill_below(cgroup + "/host");
        if (!TRY(keeper_goes(parts, name, seconds(10)))) kill_below(cgroup);
    }
    if (!TRY(keeper_goes(parts, name, seconds(10))))
        return fail(ErrorKind::timeout, concat("what is left of host `", name, "` does not end"));
    if (is_directory(cgroup)) TRY(remove_cgroup(cgroup));
    remove_mirrored_cgroup(parts.place, name);
    return {};
}

void sweep(const Lab::Parts& parts) {
    const Place& place = parts.place;
    const Result<Lock> network = Lock::take(place.lock("network"));
    if (!network) return;
    bool quiet = true;
    for (const std::string& name : names_in(place.hosts())) {
        if (has_keeper(place, name)) {
            quiet = false;
            continue;
        }
        if (is_directory(cgroup_of(parts, name))) static_cast<void>(remove_cgroup(cgroup_of(parts, name)));
        remove_mirrored_cgroup(place, name);
        unlink((place.host(name) + "/ready").c_str());
        const std::string propagate = concat("/run/systemd/nspawn/propagate/", place.unit(name));
        if (is_directory(propagate)) rmdir(propagate.c_str());
        if (const Result<HostRecord> record = read_record(place, name)) unplug(place, record->octet);
    }
    if (quiet) remove_unused_bridge(place);
    empty_trash(place);
}

Result<> Lab::down(const std::string& name, Disk disk) {
    const Parts& parts = *parts_;
    const Place& place = parts.place;
    TRY(require_known(place, name));
    const Lock lock = TRY(Lock::take(place.lock("host-" + name), [&] { parts.say(concat(name, ": busy, waiting")); }));
    end_ssh(place, name);
    if (const Result<pid_t> init = find_init(cgroup_of(parts, name)); init && has_keeper(place, name)) {
        parts.say(concat(name, ": switching off"));
        ::kill(*init, power_off);
        if (!TRY(keeper_goes(parts, name, power_off_patience)))
            parts.say(concat(name, ": does not switch off, killing it"));
    }
    TRY(end_of_keeper(parts, name));
    wait_for_infra(parts);
    sweep(parts);
    if (!disk.keep) TRY(throw_away(place, place.host(name)));
    return {};
}

Result<> Lab::kill(const std::string& name) {
    const Parts& parts = *parts_;
    const Place& place = parts.place;
    TRY(require_known(place, name));
    const Lock lock = TRY(Lock::take(place.lock("host-" + name)));
    if (!has_keeper(place, name)) return fail(ErrorKind::failed, concat("host `", name, "` is down"));
    end_ssh(place, name);
    kill_below(cgroup_of(parts, name) + "/host/payload");
    kill_below(cgroup_of(parts, name) + "/host");
    TRY(end_of_keeper(parts, name));
    wait_for_infra(parts);
    return {};
}

}  // namespace nagaya::lab
