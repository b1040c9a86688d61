// Where the use cases speak to the user. Faces (the command line, tests) supply it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::app {

/// Standard output and standard error as functions, with what is known about them.
struct Console {
    std::function<void(std::string_view)> out;
    std::function<void(std::string_view)> err;
    bool out_colour = false;  ///< standard output may have colours
    bool err_colour = false;
    bool err_is_terminal = false;  ///< progress may be redrawn in place
    size_t width = 80;             ///< columns of the terminal
    std::string rule_pages = {};   ///< URL of the page of all rules; "" = there is none
    bool out_links = false;        ///< standard output shows links
    /// Takes what the command came to, as JSON, for whoever started it; may be empty.
    std::function<void(std::string_view)> report = {};
};

/// What the console can do, for a command on another host that writes to it in the end ($NAGAYA_CONSOLE there).
std::string print_console(const Console& console);

/// Sets what print_console told, and where reports go, from $NAGAYA_CONSOLE and $NAGAYA_REPORT; without them nothing.
void read_console(Console& console);

/// The exit codes of every command (docs/reference/exit-codes.md).
enum ExitCode : int {
    exit_ok = 0,
    exit_findings = 1,  ///< the site has errors, or a pre-check found problems; nothing was changed
    exit_usage = 2,     ///< the command line is wrong; with plan --detailed-exitcode: there is something to do
    exit_failed = 3,    ///< something failed on the host or on this machine
};

/// Tells the user of a failure of the world; exit_failed.
int tell(const Error& error, Console& console);

/// An error's text, safe for a terminal: control characters made visible, line breaks kept.
std::string safe_text(const Error& error);

}  // namespace nagaya::app
