#include "cli/butane_commands.hpp"

#include <cstdlib>

#include "app/butane.hpp"
#include "base/text.hpp"

namespace nagaya::cli {

namespace {

using app::ButaneOptions;
using app::Console;

/// An option as the reference declares it.
struct Declared {
    std::string_view name;
    char letter;
    std::string_view value;      ///< "string" for one that needs a value, "" for a flag
    std::string_view help;       ///< "" for one that --help does not show
    std::string_view bare = {};  ///< the value when none is given
    std::string_view initial = {};
};

constexpr Declared declared[] = {
    {"check", 'c', "", "check config without producing output"},
    {"color", 0, "string", R"(control color output: "auto", "always", or "never")", "always", "auto"},
    {"colour", 0, "string", "", "always"},
    {"debug", 'D', "", ""},
    {"files-dir", 'd', "string", "allow embedding local files from this directory"},
    {"format", 0, "string", ""},
    {"help", 'h', "", "show usage and exit"},
    {"input", 0, "string", ""},
    {"output", 'o', "string", "write to output file instead of stdout"},
    {"pretty", 'p', "", "output formatted json"},
    {"raw", 'r', "", "never wrap in a MachineConfig; force Ignition output"},
    {"raw-errors", 0, "", "show raw errors, rather than pretty printing them"},
    {"strict", 's', "", "fail on any warning"},
    {"strict-ignition", 0, "", ""},
    {"version", 'V', "", "print the version and exit"},
};

std::string usage() {
    std::vector<std::pair<std::string, std::string>> rows;
    size_t width = 0;
    for (const Declared& option : declared) {
        if (option.help.empty()) continue;
        std::string head =
            option.letter ? concat("  -", option.letter, ", --", option.name) : concat("      --", option.name);
        if (!option.value.empty()) head += concat(" ", option.value);
        if (!option.bare.empty()) head += concat("[=\"", option.bare, "\"]");
        std::string help(option.help);
        if (!option.initial.empty()) help += concat(" (default \"", option.initial, "\")");
        width = std::max(width, head.size());
        rows.emplace_back(std::move(head), std::move(help));
    }
    std::string out = "Usage: butane [options] [input-file]\nOptions:\n";
    for (const auto& [head, help] : rows) out += concat(head, std::string(width + 3 - head.size(), ' '), help, "\n");
    return out;
}

constexpr std::string_view more_options =
    "nagaya adds: --format text|json|reference (how findings are shown), --strict-ignition (find what Ignition refuses "
    "at "
    "first boot)\n";

class Words {
public:
    Words(const std::vector<std::string>& words, Console& console) : words_(words), console_(console) {}

    /// False when the words make no sense; the user was told then.
    bool read() {
        bool only_inputs = false;
        for (at_ = 0; at_ < words_.size(); ++at_) {
            std::string_view word = words_[at_];
            if (only_inputs || !word.starts_with('-') || word == "-") {
                inputs_.emplace_back(word);
            } else if (word == "--") {
                only_inputs = true;
            } else if (!(word.starts_with("--") ? read_long(word.substr(2)) : read_letters(word.substr(1)))) {
                return false;
            }
        }
        if (inputs_.size() == 1 && options_.input.empty()) {
            options_.input = inputs_[0];
        } else if (!inputs_.empty()) {
            console_.err(usage());
            return false;
        }
        return true;
    }

    ButaneOptions options_;
    bool help_ = false;
    bool version_ = false;

private:
    bool refuse(std::string message) {
        console_.err(concat(usage(), message, "\n"));
        return false;
    }

    bool read_long(std::string_view text) {
        size_t equals = std::min(text.find('='), text.size());
        std::string_view name = text.substr(0, equals);
        const Declared* option = nullptr;
        for (const Declared& known : declared)
            if (known.name == name) option = &known;
        if (!option) return refuse(concat("unknown flag: --", name));
        if (equals < text.size()) return take(*option, text.substr(equals + 1));
        if (option->value.empty()) return take(*option, "true");
        if (!option->bare.empty()) return take(*option, option->bare);
        if (at_ + 1 == words_.size()) return refuse(concat("flag needs an argument: --", name));
        return take(*option, words_[++at_]);
    }

    bool read_letters(std::string_view letters) {
        for (size_t index = 0; index < letters.size(); ++index) {
            const Declared* option = nullptr;
            for (const Declared& known : declared)
                if (known.letter == letters[index]) option = &known;
            if (!option) return refuse(concat("unknown shorthand flag: '", letters[index], "' in -", letters));
            std::string_view rest = letters.substr(index + 1);
            if (rest.size() > 1 && rest[0] == '=') return take(*option, rest.substr(1));
            if (option->value.empty()) {
                if (!take(*option, "true")) return false;
                continue;
            }
            if (!rest.empty()) return take(*option, rest);
            if (at_ + 1 == words_.size())
                return refuse(concat("flag needs an argument: '", letters[index], "' in -", letters));
            return take(*option, words_[++at_]);
        }
        return true;
    }

    bool take(const Declared& option, std::string_view value) {
        if (option.value.empty()) return take_flag(option, value);
        std::string_view name = option.name;
        if (name == "color" || name == "colour") {
            colour_ = value;
            options_.colour = value == "always" || value == "yes" || (value == "auto" && console_.err_colour);
        }
        if (name == "files-dir") options_.files_directory = value;
        if (name == "output") options_.output = value;
        if (name == "input") {
            console_.err("Flag --input has been deprecated, specify filename directly on command line\n");
            options_.input = value;
        }
        if (name == "format" && !take_form(value))
            return refuse(concat("--format is text, json or reference, not \"", value, "\""));
        return true;
    }

    bool take_form(std::string_view value) {
        if (value == "text") options_.form = ButaneOptions::Form::text;
        if (value == "json") options_.form = ButaneOptions::Form::json;
        return value == "text" || value == "json" || value == "reference";
    }

    bool take_flag(const Declared& option, std::string_view value) {
        bool on = value == "true" || value == "1" || value == "t" || value == "T" || value == "TRUE" || value == "True";
        bool off =
            value == "false" || value == "0" || value == "f" || value == "F" || value == "FALSE" || value == "False";
        std::string shown = option.letter ? concat("-", option.letter, ", --", option.name) : concat("--", option.name);
        if (!on && !off)
            return refuse(concat("invalid argument \"", value, "\" for \"", shown,
                                 "\" flag: strconv.ParseBool: parsing \"", value, "\": invalid syntax"));
        std::string_view name = option.name;
        if (name == "check") options_.check = on;
        if (name == "strict") options_.strict = on;
        if (name == "strict-ignition") options_.strict_ignition = on;
        if (name == "pretty") options_.pretty = on;
        if (name == "raw") options_.raw = on;
        if (name == "raw-errors" && on) options_.form = ButaneOptions::Form::raw;
        if (name == "help") help_ = on;
        if (name == "version") version_ = on;
        return true;
    }

    const std::vector<std::string>& words_;
    Console& console_;
    size_t at_ = 0;
    std::vector<std::string> inputs_;
    std::string colour_;
};

int run_row(const Arguments&, Console&) { return app::exit_usage; }

}  // namespace

int run_butane(const std::vector<std::string>& words, Console& console) {
    Words read(words, console);
    read.options_.colour = console.err_colour;
    if (!read.read()) return app::exit_usage;
    if (read.help_) {
        console.out(usage());
        console.err(more_options);
        return app::exit_ok;
    }
    if (read.version_) {
        console.out("Butane v0.29.0 (nagaya " NAGAYA_VERSION ")\n");
        return app::exit_ok;
    }
    return app::butane(read.options_, console);
}

std::vector<Command> butane_commands() {
    return {
        {"butane",
         "Make an Ignition config of a Butane file",
         "Takes the command line of the butane tool, gives the same config, and tells the same mistakes. Reads "
         "standard "
         "input when no file is named.",
         {{"FILE", "The Butane file", Positional::Count::optional}},
         {{.name = "check", .letter = 'c', .help = "Write nothing"},
          {.name = "color", .help = "Colours also when standard error is no terminal; --color=never for none"},
          {.name = "files-dir", .letter = 'd', .value = "DIR", .help = "What the file may embed files from"},
          {.name = "format",
           .value = "FORM",
           .help = "How findings are shown (default: reference)",
           .choices = {"reference", "text", "json"}},
          {.name = "output",
           .letter = 'o',
           .value = "FILE",
           .help = "Where the config goes (default: standard output)"},
          {.name = "pretty", .letter = 'p', .help = "With line breaks"},
          {.name = "raw", .letter = 'r', .help = "openshift: the Ignition config without a MachineConfig around it"},
          {.name = "raw-errors", .help = "Findings a line each"},
          {.name = "strict", .letter = 's', .help = "Fail on warnings too"},
          {.name = "strict-ignition", .help = "Also find what Butane lets pass and Ignition refuses at first boot"}},
         run_row},
    };
}

}  // namespace nagaya::cli
