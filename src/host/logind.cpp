#include "host/logind.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.hpp"
#include "host/bus_call.hpp"
#include "host/safe_files.hpp"
#include "host/systemd.hpp"

namespace nagaya::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Peer logind{.service = "org.freedesktop.login1",
                      .path = "/org/freedesktop/login1",
                      .interface = "org.freedesktop.login1.Manager"};

std::string manager_unit(const PasswdEntry& account) { return concat("user@", account.uid, ".service"); }

Result<void> set_lingering_by_file(const PasswdEntry& account, bool linger) {
    const std::string path = concat("/var/lib/systemd/linger/", account.name);
    if (!linger) return remove_file(path);
    TRY(write_file(path, "", {}, 0644));
    ServiceManager system = TRY(ServiceManager::connect(0));
    return system.run_job(JobVerb::start, manager_unit(account));
}

enum class Answer { none, done, refused };

int take_answer(sd_bus_message* message, void* userdata, sd_bus_error*) {
    *static_cast<Answer*>(userdata) =
        sd_bus_message_is_method_error(message, nullptr) != 0 ? Answer::refused : Answer::done;
    return 0;
}

/// Sends every call before it waits for the first answer.
void ask_logind(const Bus& bus, const std::vector<PasswdEntry>& accounts, bool linger, std::vector<Answer>& answers) {
    std::vector<Slot> slots;
    for (size_t i = 0; i < accounts.size(); ++i) {
        sd_bus_slot* slot = nullptr;
        if (sd_bus_call_method_async(bus.get(), &slot, logind.service, logind.path, logind.interface, "SetUserLinger",
                                     take_answer, &answers[i], "ubb", accounts[i].uid, linger ? 1 : 0, 0) < 0)
            answers[i] = Answer::refused;
        slots.emplace_back(slot);
    }
    const auto deadline = Clock::now() + std::chrono::minutes(1);
    while (std::ranges::find(answers, Answer::none) != answers.end() && Clock::now() < deadline) {
        const int handled = sd_bus_process(bus.get(), nullptr);
        if (handled < 0 || (handled == 0 && sd_bus_wait(bus.get(), 1'000'000) < 0)) return;
    }
}

bool is_answering(const PasswdEntry& account) {
    Result<ServiceManager> manager = ServiceManager::connect(account.uid, impatient);
    return manager && manager->version();
}

/// Waits until something appears in the account's runtime directory, or for `longest`.
void wait_for_change(uid_t uid, std::chrono::milliseconds longest) {
    const Descriptor watch(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!watch) return;
    const std::string runtime = concat("/run/user/", uid);
    for (const std::string& path : {std::string("/run/user"), runtime, concat(runtime, "/systemd")})
        inotify_add_watch(watch.get(), path.c_str(), IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_ONLYDIR);
    pollfd event{watch.get(), POLLIN, 0};
    poll(&event, 1, static_cast<int>(longest.count()));
}

}  // namespace

Result<void> set_lingering(const std::vector<PasswdEntry>& accounts, bool linger) {
    std::vector<Answer> answers(accounts.size());
    if (const Result<Bus> bus = Bus::open_system()) ask_logind(*bus, accounts, linger, answers);
    for (size_t i = 0; i < accounts.size(); ++i)
        if (answers[i] != Answer::done)
            TRY(within(concat("setting lingering of ", accounts[i].name), set_lingering_by_file(accounts[i], linger)));
    return {};
}

Result<void> await_manager(const PasswdEntry& account) {
    const auto deadline = Clock::now() + std::chrono::seconds(30);
    if (is_answering(account)) return {};
    // user@UID.service is Type=notify: its job ends when the manager has its sockets. A job under way is joined.
    if (Result<ServiceManager> system = ServiceManager::connect(0)) {
        const Result<void> started = system->run_job(JobVerb::start, manager_unit(account));
        if (!started) return std::unexpected(started.error());
    }
    while (!is_answering(account)) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0)
            return fail(ErrorKind::timeout,
                        concat("the service manager of `", account.name, "` does not answer on /run/user/", account.uid,
                               "/bus (is dbus-user-session installed?)"));
        wait_for_change(account.uid, std::min(left, std::chrono::milliseconds(200)));
    }
    return {};
}

Result<void> restart_manager(const PasswdEntry& account) {
    ServiceManager system = TRY(ServiceManager::connect(0));
    const std::vector<ListedUnit> units = TRY(system.list({manager_unit(account)}));
    if (units.empty() || !units.front().is_active()) return {};
    return system.run_job(JobVerb::restart, manager_unit(account));
}

Result<void> stop_manager(const PasswdEntry& account) {
    ServiceManager system = TRY(ServiceManager::connect(0));
    TRY(system.run_job(JobVerb::stop, manager_unit(account)));
    // What is left outside the manager's own tree: sessions.
    const Result<Bus> bus = Bus::open_system();
    if (bus) static_cast<void>(call(*bus, logind, "TerminateUser", account.name, "u", account.uid));
    return {};
}

}  // namespace nagaya::host
