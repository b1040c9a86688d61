// CLI11 behind the command table: the only file that includes it.
#include <CLI/CLI.hpp>

#include <memory>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "cli/butane_commands.hpp"
#include "cli/command.hpp"
#include "cli/remote_commands.hpp"

namespace nagaya::cli {

namespace {

/// The texts CLI11 collects for one command, by name.
struct Slots {
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    std::map<std::string, bool, std::less<>> flags;
    std::map<std::string, std::vector<std::string>, std::less<>> positionals;
    bool chosen = false;
};

std::string spelling(const Option& option) {
    return option.letter ? concat("-", option.letter, ",--", option.name) : concat("--", option.name);
}

CLI::Validator one_of(const std::vector<std::string>& choices) {
    const std::string listed = concat("{", join(choices, ","), "}");
    const auto check = [=](std::string& word) -> std::string {
        if (std::ranges::find(choices, word) != choices.end()) return "";
        const std::string hint = did_you_mean(word, choices);
        return concat(visible(word), " not in ", listed, hint.empty() ? "" : "; ", hint);
    };
    return {check, listed};
}

void add_option(CLI::App& app, const Option& option, Slots& slots) {
    if (option.value.empty()) {
        app.add_flag(spelling(option), slots.flags[std::string(option.name)], std::string(option.help));
        return;
    }
    auto* added = app.add_option(spelling(option), slots.options[std::string(option.name)], std::string(option.help));
    added->type_name(std::string(option.value))->allow_extra_args(false);
    if (option.repeatable)
        added->delimiter(',')->take_all();
    else
        added->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    if (!option.choices.empty()) {
        std::vector<std::string> choices(option.choices.begin(), option.choices.end());
        added->check(one_of(choices));
    }
}

void add_positional(CLI::App& app, const Positional& positional, Slots& slots) {
    auto* added = app.add_option(std::string(positional.name), slots.positionals[std::string(positional.name)],
                                 std::string(positional.help));
    using Count = Positional::Count;
    added->type_name("");
    switch (positional.count) {
        case Count::one:
            added->required()->expected(1)->allow_extra_args(false);
            break;  // the next word is the next one's
        case Count::optional: added->expected(0, 1); break;
        case Count::some: added->required()->expected(1, 1'000'000); break;
        case Count::any: added->expected(0, 1'000'000); break;
    }
}

Arguments arguments_from(const Slots& slots) {
    Arguments arguments;
    for (const auto& [name, values] : slots.options)
        if (!values.empty()) arguments.options[name] = values;
    for (const auto& [name, given] : slots.flags)
        if (given) arguments.options[name] = {""};
    arguments.positionals = slots.positionals;
    return arguments;
}

std::vector<std::string> names_below(std::string_view prefix) {
    std::vector<std::string> names;
    for (const Command& command : commands()) {
        std::string_view name = command.name;
        if (!prefix.empty()) {
            if (!name.starts_with(prefix) || name.size() <= prefix.size() || name[prefix.size()] != ' ') continue;
            name.remove_prefix(prefix.size() + 1);
        }
        names.emplace_back(split(name, ' ').front());
    }
    return names;
}

/// What is wrong with the words that name the command, with the nearest one; CLI11 would only say that it wants another word.
std::string unknown_command(const std::vector<std::string>& words) {
    if (words.empty() || words[0].starts_with("-")) return "";
    std::string prefix;
    std::vector<std::string> known = names_below(prefix);
    std::string_view word = words[0];
    if (std::vector<std::string> below = names_below(word); !below.empty()) {
        if (words.size() > 1 && words[1].starts_with("-")) return "";
        if (words.size() == 1)
            return concat("nagaya: `nagaya ", word, "` does nothing alone\nhelp: `nagaya ", word, " --help` tells of ",
                          join(below, ", "), "\n");
        prefix = concat(word, " ");
        known = std::move(below);
        word = words[1];
    }
    if (std::find(known.begin(), known.end(), word) != known.end()) return "";
    std::string hint = did_you_mean(std::string(word), known);
    return concat("nagaya: unknown command `", visible(prefix + std::string(word)), "`", hint.empty() ? "" : "; ", hint,
                  "\nhelp: `nagaya ", prefix, "--help` lists the commands\n");
}

/// CLI11's application with everything it writes into; both live until the command has run.
struct Parser {
    CLI::App app{"nagaya turns one Git tree of services into running, isolated, rootless Podman services", "nagaya"};
    std::map<std::string, CLI::App*, std::less<>> groups;
    std::vector<std::unique_ptr<Slots>> slots;
    std::vector<CLI::App*> apps;
    std::vector<const Command*> commands;  // of each
};

std::string_view group_summary(std::string_view group) {
    if (group == "lab") return "Throw-away hosts on this machine";
    if (group == "secret") return "The encrypted secrets of a site";
    if (group == "render") return "A host's state as other tools want it";
    if (group == "cert") return "Certificates of a host";
    if (group == "catalog") return "Ready services to add to a site";
    if (group == "compose") return "Compose files as the reference reads them";
    if (group == "import") return "Make services of what others wrote";
    if (group == "selinux") return "The site's SELinux package";
    return group == "host" ? "Machines that become hosts" : "Write the beginning of something new";
}

/// What `only` is null for: help that lists every command, and words that name none.
void build(Parser& parser, const Command* only) {
    parser.app.set_version_flag("--version", "nagaya " NAGAYA_VERSION);
    parser.app.require_subcommand(1);
    parser.app.get_formatter()->column_width(30);
    for (const Command& command : commands()) {
        if (only != nullptr && only != &command) continue;
        auto words = split(command.name, ' ');
        CLI::App* parent = &parser.app;
        if (words.size() == 2) {
            auto& group = parser.groups[std::string(words[0])];
            if (!group) {
                group = parser.app.add_subcommand(std::string(words[0]), std::string(group_summary(words[0])));
                group->require_subcommand(1)->group(std::string(command.topic));
            }
            parent = group;
        }
        CLI::App* app = parent->add_subcommand(std::string(words.back()), std::string(command.summary));
        app->footer(std::string(command.details));
        if (words.size() == 1) app->group(std::string(command.topic));
        auto slots = std::make_unique<Slots>();
        for (const Positional& positional : command.positionals) add_positional(*app, positional, *slots);
        for (const Option& option : command.options) add_option(*app, option, *slots);
        parser.slots.push_back(std::move(slots));
        parser.apps.push_back(app);
        parser.commands.push_back(&command);
    }
}

/// The command that the words name, or null.
const Command* named_command(const std::vector<std::string>& words) {
    const Command* found = nullptr;
    for (const Command& command : commands()) {
        auto name = split(command.name, ' ');
        if (name.size() > words.size()) continue;
        if (std::equal(name.begin(), name.end(), words.begin())) found = &command;
    }
    return found;
}

bool runs_command(const Command& command) {
    return !command.positionals.empty() && command.positionals.back().name == "COMMAND";
}

bool takes_value(const Command& command, std::string_view word) {
    for (const Option& option : command.options) {
        bool named = word == concat("--", option.name) || (option.letter && word == concat("-", option.letter));
        if (named) return !option.value.empty();
    }
    return false;
}

/// Takes the words of a command to run (`exec web -- ls -l`, `exec web ls -l`) out of `words`: they are somebody else's, and CLI11
/// would read options and lists into them.
std::vector<std::string> take_command(std::vector<std::string>& words) {
    const Command* command = named_command(words);
    if (!command || !runs_command(*command)) return {};
    size_t at = split(command->name, ' ').size();
    while (at < words.size() && (words[at].starts_with("-") && words[at] != "--"))
        at += takes_value(*command, words[at]) ? 2 : 1;
    if (at < words.size() && words[at] == "--") ++at;
    ++at;  // the service or host
    if (at >= words.size()) return {};
    std::vector<std::string> taken(words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
    words.resize(at);
    if (taken.front() == "--") taken.erase(taken.begin());
    if (!taken.empty()) words.emplace_back("command");  // stands for all of them
    return taken;
}

/// An option that the command does not have gets the nearest one; words behind "--" are somebody else's.
std::string unknown_option(const std::vector<std::string>& words) {
    const Command* command = named_command(words);
    if (!command) return "";
    std::vector<std::string> known = {"--help"};
    for (const Option& option : command->options) known.push_back(concat("--", option.name));
    for (const std::string& word : words) {
        if (word == "--") break;
        if (!word.starts_with("--")) continue;
        std::string name = word.substr(0, word.find('='));
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        std::string hint = did_you_mean(name, known);
        return concat("nagaya: `nagaya ", command->name, "` has no option `", visible(name), "`",
                      hint.empty() ? "" : "; ", hint, "\nhelp: `nagaya ", command->name, " --help` lists them\n");
    }
    return "";
}

int answer_parse_error(const CLI::App& app, const CLI::ParseError& error, app::Console& console) {
    std::ostringstream out;
    std::ostringstream err;
    int code = app.exit(error, out, err);
    console.out(out.str());
    if (code == 0) return app::exit_ok;
    console.err(concat("nagaya: ", trim(err.str()), "\n"));
    return app::exit_usage;
}

}  // namespace

int run(std::vector<std::string> words, app::Console& console) {
    if (!words.empty() && words[0] == "butane") return run_butane({words.begin() + 1, words.end()}, console);
    if (words.size() == 1 && words[0] == "help") words[0] = "--help";
    if (words.empty()) words = {"--help"};
    if (std::string message = unknown_command(words); !message.empty()) {
        console.err(message);
        return app::exit_usage;
    }
    std::vector<std::string> command_words = take_command(words);
    if (std::string message = unknown_option(words); !message.empty()) {
        console.err(message);
        return app::exit_usage;
    }
    // CLI11 reports every usage error as an exception; none leaves this function.
    Parser parser;
    build(parser, named_command(words));
    try {
        std::reverse(words.begin(), words.end());
        parser.app.parse(words);
    } catch (const CLI::ParseError& error) {
        return answer_parse_error(parser.app, error, console);
    }
    for (size_t i = 0; i < parser.apps.size(); ++i)
        if (parser.apps[i]->parsed()) {
            Arguments arguments = arguments_from(*parser.slots[i]);
            const Command& command = *parser.commands[i];
            if (runs_command(command)) arguments.positionals["COMMAND"] = command_words;
            return run_command(command, arguments, console);
        }
    return app::exit_usage;
}

std::string Arguments::value(std::string_view option, std::string_view otherwise) const {
    auto found = options.find(option);
    return found == options.end() || found->second.empty() ? std::string(otherwise) : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
    auto found = options.find(option);
    return found == options.end() ? std::vector<std::string>{} : found->second;
}

std::string Arguments::positional(std::string_view name) const {
    auto found = positionals.find(name);
    return found == positionals.end() || found->second.empty() ? std::string() : found->second.front();
}

std::vector<std::string> Arguments::all(std::string_view name) const {
    auto found = positionals.find(name);
    return found == positionals.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace nagaya::cli
