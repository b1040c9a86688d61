#include "app/session.hpp"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "base/text.hpp"
#include "lab/lab.hpp"
#include "load/load.hpp"
#include "remote/ssh.hpp"

namespace nagaya::app {

namespace {

Result<remote::Transport> lab_transport(const std::string& name, bool boot, Console& console) {
    const auto progress = [&console](std::string_view line) { console.err(concat("lab: ", line, "\n")); };
    lab::Lab lab = TRY(lab::Lab::open(progress, HandOn::interrupted));
    if (boot) TRY(lab.up(name, {}));
    auto shared = std::make_shared<lab::Lab>(std::move(lab));
    return remote::Transport{.name = concat("lab host ", name),
                             .by_hand = concat("nagaya lab exec ", name, " -- true"),
                             .shell = [shared, name](const std::string& script, bool) {
                                 return shared->command_in(name, {.argv = {"sh", "-c", script}});
                             }};
}

Result<remote::Transport> transport_to(const Address& address, bool boot, Console& console) {
    switch (address.kind) {
        case Address::Kind::local:
        case Address::Kind::apart: break;
        case Address::Kind::lab: return lab_transport(address.name, boot, console);
        case Address::Kind::ssh: return remote::over_ssh(concat("host ", address.name), address.ssh);
    }
    return remote::this_machine();
}

/// The sessions that get this process's signals, and the thread that waits for these.
class Board {
public:
    static Board& only() {
        static Board board;  // lives as long as the process, as its thread does
        return board;
    }
    void add(remote::Session& session) {
        const std::lock_guard lock(mutex_);
        sessions_.insert(&session);
    }
    bool interrupted() const { return ends_ > 0; }
    void hold(int more) { holds_ += more; }
    void remove(remote::Session& session) {
        const std::lock_guard lock(mutex_);
        sessions_.erase(&session);
    }

private:
    Board() {
        sigemptyset(&signals_);
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH}) sigaddset(&signals_, number);
        // Threads begun from now on have them blocked too; programs that are started get all signals as ever (host/process.hpp).
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        std::thread([this] { wait(); }).detach();
    }
    void wait() {
        while (true) {
            int number = 0;
            if (sigwait(&signals_, &number) != 0) continue;
            const std::lock_guard lock(mutex_);
            if (number == SIGWINCH)
                resize();
            else
                end(number);
        }
    }
    /// What is to be put away is put away however often Ctrl-C comes; SIGQUIT (Ctrl-\) leaves it.
    void end(int number) {
        const int times = ++ends_;
        const bool may_leave = holds_ == 0 ? times > 2 || sessions_.empty() : number == SIGQUIT && times > 1;
        if (may_leave) _exit(128 + number);
        if (holds_ > 0) {
            constexpr std::string_view text = "\nstopping: what was begun is put away; Ctrl-\\ leaves it\n";
            static_cast<void>(!write(STDERR_FILENO, text.data(), text.size()));
        }
        for (remote::Session* session : sessions_) session->signal(number);
    }
    void resize() {
        winsize size{};
        if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) != 0) return;
        for (remote::Session* session : sessions_) session->resize(size.ws_col, size.ws_row);
    }

    sigset_t signals_{};
    std::mutex mutex_;
    std::set<remote::Session*> sessions_;
    std::atomic<int> ends_ = 0;   ///< signals that asked to end
    std::atomic<int> holds_ = 0;  ///< how many PutAway live
};

remote::SentTree sent(const model::Tree& tree) {
    remote::SentTree out;
    for (const auto& [path, file] : tree)
        out.emplace_hint(out.end(), path, remote::SentFile{.bytes = file.bytes, .executable = file.executable});
    return out;
}

/// Does it stand in clear in the site itself, where somebody has his secrets there?
bool is_plain_secret(std::string_view path) {
    return path.starts_with(model::secrets_directory) && !path.ends_with(model::age_suffix);
}

}  // namespace

void HandOn::prepare() { static_cast<void>(Board::only()); }

bool HandOn::interrupted() { return Board::only().interrupted(); }

HandOn::HandOn(remote::Session& session) : session_(session) { Board::only().add(session_); }

HandOn::~HandOn() { Board::only().remove(session_); }

PutAway::PutAway() { Board::only().hold(1); }

PutAway::~PutAway() { Board::only().hold(-1); }

Result<std::unique_ptr<remote::Session>> open_session(const Address& address, bool boot, Console& console) {
    HandOn::prepare();
    const remote::Transport transport = TRY(transport_to(address, boot, console));
    return remote::Session::open(transport, [&console](std::string_view line) { console.err(concat(line, "\n")); });
}

remote::Site site_to_send(const Workspace& workspace, std::string_view host) {
    remote::Site site{.tree = sent(workspace.tree), .secrets = sent(workspace.secrets)};
    const model::Host* its_host = workspace.site.find_host(host);
    const auto runs = [&](std::string_view path) {
        const std::string_view service = path.substr(0, path.find('/'));
        return its_host &&
               std::ranges::any_of(its_host->services, [&](const auto& listed) { return listed.value == service; });
    };
    for (auto& [path, file] : site.secrets)
        if (!runs(path)) file.bytes.clear();
    for (auto& [path, file] : site.tree)
        if (is_plain_secret(path) && !runs(std::string_view(path).substr(model::secrets_directory.size())))
            file.bytes.clear();
    site.tree["nagaya.lock"] = {.bytes = load::print_lock(workspace.site.lock), .executable = false};
    return site;
}

}  // namespace nagaya::app
