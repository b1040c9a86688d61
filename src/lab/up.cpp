// Booting a host.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <future>
#include <thread>

#include "base/text.hpp"
#include "lab/disk.hpp"
#include "lab/files.hpp"
#include "lab/ignition.hpp"
#include "lab/keeper.hpp"
#include "lab/lab.hpp"
#include "lab/network.hpp"
#include "lab/parts.hpp"
#include "lab/recipe.hpp"
#include "lab/stop.hpp"
#include "lab/trash.hpp"
#include "lab/up.hpp"

namespace nagaya::lab {
namespace {

using host::Descriptor;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds boot_patience{90};
constexpr seconds first_boot_patience{600};
/// A signal that comes between two waits ends none.
constexpr milliseconds look_again{200};

/// A socket of sd_notify(3) with a name the kernel chose (unix(7), autobind).
struct NotifySocket {
    Descriptor socket;
    std::string name;
};

Result<NotifySocket> make_notify_socket() {
    Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socklen_t length = sizeof(sa_family_t);
    if (!socket || bind(socket.get(), reinterpret_cast<sockaddr*>(&address), length) != 0)
        return fail_errno("notify socket");
    length = sizeof address;
    if (getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0)
        return fail_errno("notify socket");
    std::string name(address.sun_path + 1, length - offsetof(sockaddr_un, sun_path) - 1);
    return NotifySocket{.socket = std::move(socket), .name = "@" + name};
}

/// Reads what the keeper says until `word` comes. A failure of the keeper is a failure here.
class Reports {
public:
    explicit Reports(const Descriptor& from) : from_(from) {}

    /// Takes what is there now; a failure once the keeper has said "error" or is gone.
    Result<> take() {
        std::array<char, 4096> buffer;
        const ssize_t count = read(from_.get(), buffer.data(), buffer.size());
        if (count > 0) text_.append(buffer.data(), static_cast<size_t>(count));
        const size_t at = text_.find("error ");
        if (at != std::string::npos)
            return fail(ErrorKind::failed, std::string(trim(std::string_view(text_).substr(at + 6))));
        if (count == 0) return fail(ErrorKind::failed, "the host ended while it was booting");
        return {};
    }
    bool claimed() const { return text_.contains("claimed\n"); }

private:
    const Descriptor& from_;
    std::string text_;
};

bool says_ready(const Descriptor& socket) {
    std::array<char, 4096> buffer;
    bool ready = false;
    while (true) {
        const ssize_t count = recv(socket.get(), buffer.data(), buffer.size(), 0);
        if (count <= 0) return ready;
        for (const std::string_view line : split(std::string_view(buffer.data(), static_cast<size_t>(count)), '\n'))
            ready = ready || line == "READY=1";
    }
}

Result<> wait_for(const Lab::Parts& parts, const Booting& booting, Reports& reports, const Descriptor& notify,
                  const std::function<bool()>& done) {
    const Clock::time_point end = Clock::now() + booting.patience;
    const Keeper& keeper = booting.keeper;
    while (!done()) {
        if (parts.is_given_up()) return fail(ErrorKind::failed, "interrupted");
        const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
        if (left <= 0) return fail(ErrorKind::timeout, concat("not within ", booting.patience.count(), " s"));
        std::array<pollfd, 2> events{{{keeper.reports.get(), POLLIN, 0}, {notify.get(), POLLIN, 0}}};
        const int wait_ms = static_cast<int>(std::min(left, look_again.count()));
        if (poll(events.data(), events.size(), wait_ms) < 0 && errno != EINTR) return fail_errno("poll");
        if (events[0].revents != 0) TRY(reports.take());
    }
    return {};
}

/// A record for a new host: an address nobody has. Called with the lock `network` held.
Result<HostRecord> make_record(const Place& place, std::string_view name, const std::string& image) {
    std::vector<unsigned> used;
    for (const std::string& other : names_in(place.hosts()))
        if (const Result<HostRecord> record = read_record(place, other)) used.push_back(record->octet);
    const std::optional<unsigned> octet = name == infra_name ? infra_octet : choose_octet(used);
    if (!octet) return fail(ErrorKind::limit, "the lab's network is full");
    const Network network = TRY(find_network(place));
    return HostRecord{.network = network,
                      .octet = *octet,
                      .image = image,
                      .created = std::chrono::floor<seconds>(std::chrono::system_clock::now())};
}

/// The record of the host's disk, and whether the disk is new.
struct Prepared {
    HostRecord record;
    bool fresh;
};

Result<Prepared> prepare_record(const Place& place, const std::string& name, const std::string& image) {
    const std::string directory = place.host(name);
    // A disk whose first boot never came to its end is no disk; infra's is new each time.
    if (!exists(directory + "/host.json") || exists(directory + "/fresh") || name == infra_name)
        TRY(throw_away(place, directory));
    const Lock network = TRY(Lock::take(place.lock("network")));
    const bool fresh = !exists(directory);
    if (!fresh) {
        HostRecord record = TRY(read_record(place, name));
        if (!exists(place.image(record.image)))
            return fail(ErrorKind::not_found,
                        concat("the image ", record.image, " that the disk of host `", name,
                               "` stands on is gone; `nagaya lab down ", name, "` throws the disk away"));
        record.network = TRY(find_network(place));
        TRY(write_file(directory + "/host.json", print_record(record)));
        return Prepared{.record = record, .fresh = false};
    }
    const HostRecord record = TRY(make_record(place, name, image));
    TRY(make_directories(directory));
    TRY(write_file(directory + "/fresh", ""));
    TRY(write_file(directory + "/host.json", print_record(record)));
    return Prepared{.record = record, .fresh = true};
}

/// Marks the boot as good and lets go of the host.
Result<> commit(const Place& place, const std::string& name, const Keeper& keeper) {
    const std::string directory = place.host(name);
    TRY(write_file(directory + "/ready", ""));
    unlink((directory + "/fresh").c_str());
    if (write(keeper.lifeline.get(), "c", 1) != 1)
        return fail(ErrorKind::failed, concat("host `", name, "` ended while it was booting"));
    return {};
}

/// What systemd in the host says of itself, once it says that it is done.
Result<> check_running(const Lab& lab, const std::string& name) {
    const host::Completed state = TRY(lab.run_in(
        name, {.argv = {"systemctl", "is-system-running", "--wait"}, .environment = {}, .timeout = seconds(60)}));
    const std::string_view word = trim(state.output);
    if (word == "running") return {};
    const host::Completed failed =
        TRY(lab.run_in(name, {.argv = {"systemctl", "list-units", "--failed", "--plain", "--no-legend"}}));
    return fail(ErrorKind::failed,
                concat("host `", name, "` is up but `", visible(word), "`: ", visible(trim(failed.output))));
}

}  // namespace

Result<Booting> start_boot(const Lab::Parts& parts, const std::string& name, const std::string& image,
                           const std::string& extra_bind, const HostOptions& options) {
    const Place& place = parts.place;
    TRY(end_of_keeper(parts, name));
    TRY(ensure_ssh_keys(place));
    const Prepared prepared = TRY(prepare_record(place, name, image));
    if (!prepared.fresh && !options.ignition.empty())
        return fail(ErrorKind::denied, concat("host `", name, "` has a disk already, which Ignition cannot fill"));
    NotifySocket notify = TRY(make_notify_socket());
    const HostJob job{.place = place,
                      .cgroups = parts.cgroups,
                      .name = name,
                      .record = prepared.record,
                      .fresh = prepared.fresh,
                      .notify = notify.name,
                      .extra_bind = extra_bind,
                      .ignition = options.ignition};
    Keeper keeper = TRY(start_keeper(job));
    Booting booting{.keeper = std::move(keeper),
                    .notify = std::move(notify.socket),
                    .record = prepared.record,
                    .began = Clock::now(),
                    .patience = options.ignition.empty() ? boot_patience : first_boot_patience};
    Reports reports(booting.keeper.reports);
    TRY(wait_for(parts, booting, reports, Descriptor(), [&] { return reports.claimed(); }));
    return booting;
}

/// What finish_boot does as long as nobody gives up.
Result<> await_boot(const Lab& lab, const Lab::Parts& parts, const std::string& name, const Booting& booting,
                    const std::function<Result<>()>& before_commit) {
    Reports reports(booting.keeper.reports);
    const Result<> ready =
        wait_for(parts, booting, reports, booting.notify, [&] { return says_ready(booting.notify); });
    if (!ready) return fail(ready.error().kind, concat("host `", name, "` does not boot: ", ready.error().text()));
    const Result<> state = check_running(lab, name);
    TRY(before_commit());
    if (parts.is_given_up()) return fail(ErrorKind::failed, "interrupted");
    TRY(commit(parts.place, name, booting.keeper));
    TRY(state);
    const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - booting.began).count();
    parts.say(concat(name, ": running at ", booting.record.network.host(booting.record.octet), " after ", took / 1000,
                     ".", took % 1000 / 100, " s"));
    return {};
}

Result<> finish_boot(const Lab& lab, const Lab::Parts& parts, const std::string& name, Booting booting,
                     const std::function<Result<>()>& before_commit) {
    const Result<> done = await_boot(lab, parts, name, booting, before_commit);
    if (done || !parts.is_given_up()) return done;
    // The host is gone before we are.
    booting.keeper.lifeline.close();
    TRY(end_of_keeper(parts, name));
    return done;
}

Result<Host> Lab::up(const std::string& name, HostOptions options) {
    if (!is_host_name(name))
        return fail(ErrorKind::malformed,
                    concat("`", visible(name),
                           "` is no host name: a letter, then letters, digits and dashes, at most 31 in all"));
    if (name == infra_name) {
        TRY(ensure_infra());
        return find(name);
    }
    const Image image = TRY(ensure_image());
    const Parts& parts = *parts_;
    const Lock lock = TRY(Lock::take(
        parts.place.lock("host-" + name), [&] { parts.say(concat(name, ": busy, waiting")); }, parts.give_up));
    const bool running = is_running(parts, name);
    std::optional<Booting> booting;
    if (!options.ignition.empty()) {
        TRY(check_ignition());
        if (running) return fail(ErrorKind::denied, concat("host `", name, "` runs already"));
        // A first boot pulls its images.
        if (options.registry) TRY(ensure_infra());
    }
    if (!running) {
        parts.say(concat(name, ": booting"));
        booting = TRY(start_boot(parts, name, image.key, "", options));
    }
    // Beside the boot; the host keeps infra alive from here on.
    std::future<Result<std::string>> infra;
    if (options.registry) infra = std::async(std::launch::async, [this] { return ensure_infra(); });
    const auto with_infra = [&]() -> Result<> {
        if (infra.valid()) TRY(infra.get());
        return {};
    };
    if (booting)
        TRY(finish_boot(*this, parts, name, *std::move(booting), with_infra));
    else
        TRY(with_infra());
    return find(name);
}

}  // namespace nagaya::lab
