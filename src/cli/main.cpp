// nagaya: the program.
#include <malloc.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "app/agent.hpp"
#include "app/copy_certificates.hpp"
#include "app/first_boot.hpp"
#include "app/first_start.hpp"
#include "app/ports.hpp"
#include "app/probe.hpp"
#include "app/quadlet.hpp"
#include "app/restore_secrets.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"

namespace {

bool lost_output = false;

void write_to(int descriptor, std::string_view text) {
    while (!text.empty()) {
        ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            // A reader that had enough is no failure; a full disk is one, and half an output must not pass for a whole one.
            if (errno != EPIPE && descriptor == STDOUT_FILENO) lost_output = true;
            return;
        }
        text.remove_prefix(static_cast<size_t>(written));
    }
}

/// Colours only on a terminal, and not where NO_COLOR (no-color.org) or TERM=dumb says otherwise.
bool wants_colour(int descriptor) {
    const char* no_colour = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return isatty(descriptor) && !(no_colour && *no_colour) && !(term && std::string_view(term) == "dumb");
}

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// Terminals that are known to show links (OSC 8); the others would mostly ignore them, a few print rubbish. $FORCE_HYPERLINK says it
/// for sure, as with other programs.
bool wants_links(int descriptor) {
    if (const std::string_view forced = environment("FORCE_HYPERLINK"); !forced.empty()) return forced != "0";
    if (!wants_colour(descriptor)) return false;
    for (const char* name :
         {"KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "WEZTERM_PANE", "GHOSTTY_RESOURCES_DIR"})
        if (!environment(name).empty()) return true;
    for (const std::string_view known : {"iTerm.app", "vscode", "WezTerm", "ghostty", "Hyper"})
        if (environment("TERM_PROGRAM") == known) return true;
    for (const std::string_view known : {"xterm-kitty", "alacritty", "foot", "foot-extra", "xterm-ghostty"})
        if (environment("TERM") == known) return true;
    const auto vte = nagaya::parse_number(environment("VTE_VERSION"));
    return vte && *vte >= 5000;
}

/// $NAGAYA_RULE_PAGES, or the page that was installed with the program.
std::string rule_pages() {
    if (const std::string_view told = environment("NAGAYA_RULE_PAGES"); !told.empty()) return std::string(told);
    const std::string page = NAGAYA_DOCUMENTS "/reference/rules.md";
    if (access(page.c_str(), R_OK) != 0) return "";
    char host[256] = {};
    (void)gethostname(host, sizeof host - 1);
    return nagaya::concat("file://", host, page);
}

size_t terminal_width() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

int main(int argc, char** argv) {
    // Memory that was given back is asked for again at once, and each page of it costs as much as parsing a small file.
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
    // A reader that goes away (nagaya logs | head) ends the writing, not the program in the middle of a deed.
    std::signal(SIGPIPE, SIG_IGN);
    nagaya::app::Console console{
        .out = [](std::string_view text) { write_to(STDOUT_FILENO, text); },
        .err = [](std::string_view text) { write_to(STDERR_FILENO, text); },
        .out_colour = wants_colour(STDOUT_FILENO),
        .err_colour = wants_colour(STDERR_FILENO),
        .err_is_terminal = isatty(STDERR_FILENO) && wants_colour(STDERR_FILENO),
        .width = terminal_width(),
        .rule_pages = rule_pages(),
        .out_links = wants_links(STDOUT_FILENO),
    };
    nagaya::app::read_console(console);
    // A stand-in takes the words of what it stands in for.
    if (argc > 1 && std::string_view(argv[1]) == "quadlet")
        return nagaya::app::quadlet_generator({argv + 2, argv + argc}, console);
    // Not in the table of commands: only nagaya itself and the units it writes start these.
    if (argc == 2 && std::string_view(argv[1]) == "agent") return nagaya::app::agent(console);
    if (argc > 1 && std::string_view(argv[1]) == "probe") return nagaya::app::probe({argv + 2, argv + argc}, console);
    if (argc > 1 && std::string_view(argv[1]) == "first-boot")
        return nagaya::app::first_boot({argv + 2, argv + argc}, console);
    if (argc > 1 && std::string_view(argv[1]) == "first-start")
        return nagaya::app::first_start({argv + 2, argv + argc}, console);
    if (argc > 1 && std::string_view(argv[1]) == "restore-secrets")
        return nagaya::app::restore_secrets({argv + 2, argv + argc}, console);
    if (argc > 1 && std::string_view(argv[1]) == "copy-certificates")
        return nagaya::app::copy_certificates({argv + 2, argv + argc}, console);
    if (argc > 1 && std::string_view(argv[1]) == "firewalld")
        return nagaya::app::firewalld({argv + 2, argv + argc}, console);
    const int code = nagaya::cli::run({argv + 1, argv + argc}, console);
    if (!lost_output) return code;
    console.err("nagaya: standard output could not be written\n");
    return code == nagaya::app::exit_ok ? nagaya::app::exit_failed : code;
}
