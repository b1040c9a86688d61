#include "app/forward.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "app/session.hpp"
#include "app/terminal_filter.hpp"
#include "base/text.hpp"

namespace nagaya::app {

namespace {

/// While it lives, our terminal hands on every key.
class RawTerminal {
public:
    RawTerminal() {
        termios before{};
        if (tcgetattr(STDIN_FILENO, &before) != 0) return;
        termios raw = before;
        cfmakeraw(&raw);
        if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0) before_ = before;
    }
    ~RawTerminal() {
        if (before_) tcsetattr(STDIN_FILENO, TCSADRAIN, &*before_);
    }
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

private:
    std::optional<termios> before_;
};

/// `exec` speaks with whoever sits here; every other command only writes.
bool is_interactive(const std::vector<std::string>& words) { return words.front() == "exec"; }

/// The first word, or the first two of a command of a group ("host init").
size_t words_of_name(const std::vector<std::string>& words) {
    return (words.front() == "host" || words.front() == "cert") && words.size() > 1 ? 2 : 1;
}

remote::Run run_of(const std::vector<std::string>& words, uint32_t site, const Console& console) {
    const auto behind_name = words.begin() + static_cast<std::ptrdiff_t>(words_of_name(words));
    remote::Run run{.name = {words.begin(), behind_name},
                    .words = {behind_name, words.end()},
                    .site = site,
                    .console = print_console(console)};
    if (!is_interactive(words)) return run;
    run.input = true;
    winsize size{};
    run.terminal.present =
        isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 && ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0;
    if (!run.terminal.present) return run;
    run.terminal.columns = size.ws_col;
    run.terminal.rows = size.ws_row;
    if (const char* name = std::getenv("TERM")) run.terminal.name = name;
    return run;
}

Result<int> run_there(const Workspace* workspace, std::string_view host, const Address& address,
                      const std::vector<std::string>& words, Console& console) {
    const std::unique_ptr<remote::Session> session = TRY(open_session(address, workspace != nullptr, console));
    const uint32_t site = workspace ? TRY(session->send_site(site_to_send(*workspace, host))) : 0;
    const remote::Run run = run_of(words, site, console);
    const HandOn signals(*session);
    if (HandOn::interrupted()) return exit_interrupted;
    std::optional<RawTerminal> raw;
    if (run.terminal.present) raw.emplace();
    TerminalFilter out_filter(console.err_is_terminal);
    TerminalFilter err_filter(console.err_is_terminal);
    const auto shown = [](const std::function<void(std::string_view)>& write, TerminalFilter& filter) {
        return [&](std::string_view bytes) { write(filter.filter(bytes)); };
    };
    // What runs in a container by `exec` is given the terminal as it is, like any remote shell.
    const bool raw_bytes = is_interactive(words);
    const remote::Exit exit = TRY(session->run(run, {.output = raw_bytes ? console.out : shown(console.out, out_filter),
                                                     .errors = raw_bytes ? console.err : shown(console.err, err_filter),
                                                     .input = run.input ? STDIN_FILENO : -1}));
    if (console.report && !exit.report.empty()) console.report(exit.report);
    return exit.code;
}

}  // namespace

int forward(const Workspace& workspace, std::string_view host, const Address& address,
            const std::vector<std::string>& words, Console& console) {
    Result<int> code = run_there(&workspace, host, address, words, console);
    return code ? *code : tell(code.error(), console);
}

int forward_without_site(const Address& address, const std::vector<std::string>& words, Console& console) {
    Result<int> code = run_there(nullptr, "", address, words, console);
    return code ? *code : tell(code.error(), console);
}

}  // namespace nagaya::app
