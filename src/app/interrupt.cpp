#include "app/interrupt.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <string_view>

namespace nagaya::app {

namespace {

constexpr std::array<int, 3> signals = {SIGINT, SIGTERM, SIGHUP};

std::atomic<bool> came = false;
std::atomic<int> which = 0;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

std::array<struct sigaction, signals.size()> before;

/// Only what signal-safety(7) allows.
void note(int signal) {
    std::string_view text = "\nstopping: what was begun is taken back\n";
    if (came) {
        struct sigaction usual{};
        usual.sa_handler = SIG_DFL;
        for (int each : signals) sigaction(each, &usual, nullptr);
        text = "\nstill taking back; once more leaves the rest of it to the next command\n";
    } else {
        which = signal;
        came = true;
    }
    (void)!write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

Interrupt::Interrupt() {
    came = false;
    which = 0;
    struct sigaction action{};
    action.sa_handler = note;
    action.sa_flags = SA_RESTART;
    for (size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &action, &before[i]);
}

Interrupt::~Interrupt() {
    for (size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before[i], nullptr);
}

const std::atomic<bool>* Interrupt::flag() const { return &came; }

int Interrupt::exit_code() const { return which == 0 ? 0 : 128 + which; }

}  // namespace nagaya::app
