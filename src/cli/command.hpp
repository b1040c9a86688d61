// The command line as data: one table feeds the parser, --help, the completions, the man page and the reference.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/console.hpp"

namespace nagaya::cli {

/// An option or flag of a command.
struct Option {
    std::string_view name;        ///< "host", given as --host
    char letter = 0;              ///< 'f' for -f, 0 for none
    std::string_view value = {};  ///< "NAME": takes a value; "" = a flag
    std::string_view help = {};
    bool repeatable = false;                     ///< may be given several times, or as a comma-separated list
    std::vector<std::string_view> choices = {};  ///< the only values allowed, offered by completion
};

/// What stands behind the command's name.
struct Positional {
    std::string_view name;  ///< "SERVICE"
    std::string_view help;
    enum class Count { one, optional, any, some } count = Count::one;
};

/// What the user gave.
struct Arguments {
    std::map<std::string, std::vector<std::string>, std::less<>> options;  ///< flags have one empty value
    std::map<std::string, std::vector<std::string>, std::less<>> positionals;

    bool has(std::string_view option) const { return options.contains(option); }
    /// The last value given, or `otherwise`.
    std::string value(std::string_view option, std::string_view otherwise = "") const;
    std::vector<std::string> values(std::string_view option) const;
    std::string positional(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
};

struct Command {
    std::string_view name;     ///< "apply", "lab up"
    std::string_view summary;  ///< one line
    std::string_view details;  ///< a paragraph for the reference and --help
    std::vector<Positional> positionals;
    std::vector<Option> options;
    int (*run)(const Arguments&, app::Console&);
    std::string_view topic = {};  ///< under which `nagaya --help` lists it; set by the command table
};

/// Every command, in the order help shows them.
std::span<const Command> commands();

/// An exit code and its meaning, for the reference.
struct ExitCode {
    int code;
    std::string_view meaning;
};
std::span<const ExitCode> exit_codes();

/// Parses `words` (without the program's name) and runs the command; usage errors and help are answered here. Returns the
/// exit code.
int run(std::vector<std::string> words, app::Console& console);

/// The completion script for "bash", "zsh" or "fish".
std::string print_completion(std::string_view shell);
/// The man page, in man(7) macros.
std::string print_man_page();
/// docs/reference/cli.md.
std::string print_cli_reference();

}  // namespace nagaya::cli
