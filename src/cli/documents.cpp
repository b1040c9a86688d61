// Completions, the man page and the reference, all written from the command table.
#include "base/text.hpp"
#include "cli/command.hpp"

namespace nagaya::cli {

namespace {

std::string usage(const Command& command) {
    std::string out = concat("nagaya ", command.name);
    if (!command.options.empty()) out += " [options]";
    for (const Positional& positional : command.positionals) {
        using Count = Positional::Count;
        switch (positional.count) {
            case Count::one: out += concat(" ", positional.name); break;
            case Count::optional: out += concat(" [", positional.name, "]"); break;
            case Count::some: out += concat(" ", positional.name, "…"); break;
            case Count::any: out += concat(" [", positional.name, "…]"); break;
        }
    }
    return out;
}

std::string spelling(const Option& option) {
    std::string out = option.letter ? concat("-", option.letter, ", --", option.name) : concat("--", option.name);
    if (!option.value.empty()) out += concat(" ", option.value);
    return out;
}

/// "-" and "." at the start of a line mean something to troff; "-" elsewhere should stay a minus for copying.
std::string troff(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else {
            out += c;
        }
    }
    return out.starts_with(".") || out.starts_with("'") ? concat("\\&", out) : out;
}

std::vector<std::string> first_words() {
    std::vector<std::string> out;
    for (const Command& command : commands()) {
        std::string word(split(command.name, ' ').front());
        if (out.empty() || out.back() != word) out.push_back(word);
    }
    return out;
}

std::vector<std::string> second_words(std::string_view first) {
    std::vector<std::string> out;
    for (const Command& command : commands())
        if (auto words = split(command.name, ' '); words.size() == 2 && words[0] == first) out.emplace_back(words[1]);
    return out;
}

std::string option_words(const Command& command) {
    std::string out;
    for (const Option& option : command.options) out += concat(out.empty() ? "" : " ", "--", option.name);
    return out;
}

std::string bash() {
    std::string out = R"sh(# bash completion for nagaya, made by `nagaya completion bash`
_nagaya() {
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
    case $previous in
        --site) COMPREPLY=($(compgen -d -- "$word")); return ;;
        --format) COMPREPLY=($(compgen -W "text json" -- "$word")); return ;;
        --host|-H) COMPREPLY=($(compgen -W "$(cd hosts 2>/dev/null && ls -1 | sed -n 's/\.toml$//p')" -- "$word")); return ;;
    esac
)sh";
    out += concat("    if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W \"", join(first_words(), " "),
                  "\" -- \"$word\")); return; fi\n");
    out += "    case $command in\n";
    for (const std::string& first : first_words())
        if (auto words = second_words(first); !words.empty())
            out += concat("        ", first, ") if [ \"$COMP_CWORD\" = 2 ]; then COMPREPLY=($(compgen -W \"",
                          join(words, " "), "\" -- \"$word\")); return; fi; command=\"", first,
                          " ${COMP_WORDS[2]}\" ;;\n");
    out += "    esac\n    local options=\n    case $command in\n";
    for (const Command& command : commands())
        if (!command.options.empty())
            out += concat("        \"", command.name, "\") options=\"", option_words(command), "\" ;;\n");
    return out + R"sh(    esac
    case $word in
        -*) COMPREPLY=($(compgen -W "$options --help" -- "$word")) ;;
        *) COMPREPLY=($(compgen -W "$(cd services 2>/dev/null && ls -1)" -- "$word")) ;;
    esac
}
complete -F _nagaya nagaya
)sh";
}

std::string fish() {
    std::string out = "# fish completion for nagaya, made by `nagaya completion fish`\n";
    out += concat("set -l firsts ", join(first_words(), " "), "\n");
    for (const Command& command : commands()) {
        auto words = split(command.name, ' ');
        std::string condition =
            words.size() == 1 ? "not __fish_seen_subcommand_from $firsts"
                              : concat("__fish_seen_subcommand_from ", words[0],
                                       "; and not __fish_seen_subcommand_from ", join(second_words(words[0]), " "));
        std::string summary;
        for (char c : command.summary) summary += c == '\'' ? std::string("\\'") : std::string(1, c);
        if (words.size() == 2)
            out += concat("complete -c nagaya -f -n 'not __fish_seen_subcommand_from $firsts' -a ", words[0], "\n");
        out += concat("complete -c nagaya -f -n '", condition, "' -a ", words.back(), " -d '", summary, "'\n");
        for (const Option& option : command.options)
            out += concat("complete -c nagaya -n '__fish_seen_subcommand_from ", words.back(), "' -l ", option.name,
                          option.letter ? concat(" -s ", option.letter) : "", option.value.empty() ? "" : " -r", "\n");
    }
    return out;
}

std::string zsh() {
    // zsh reads bash completions through bashcompinit; one generator less to keep right.
    return concat(
        "#compdef nagaya\n# zsh completion for nagaya, made by `nagaya completion zsh`\nautoload -U +X bashcompinit && "
        "bashcompinit\n",
        bash());
}

}  // namespace

std::string print_completion(std::string_view shell) {
    if (shell == "bash") return bash();
    if (shell == "zsh") return zsh();
    if (shell == "fish") return fish();
    return "";
}

std::string print_cli_reference() {
    std::string out = "# Commands\n\n<!-- made by `nagaya docs`; do not edit -->\n";
    for (const Command& command : commands()) {
        out += concat("\n## nagaya ", command.name, "\n\n", command.summary, ".\n\n    ", usage(command), "\n");
        if (!command.details.empty()) out += concat("\n", command.details, "\n");
        if (command.positionals.empty() && command.options.empty()) continue;
        out += "\n| argument | meaning |\n|---|---|\n";
        for (const Positional& positional : command.positionals)
            out += concat("| `", positional.name, "` | ", positional.help, " |\n");
        for (const Option& option : command.options)
            out += concat("| `", spelling(option), "` | ", option.help, " |\n");
    }
    return out;
}

std::string print_man_page() {
    std::string out =
        ".TH NAGAYA 1\n.SH NAME\nnagaya \\- one Git tree of services, running rootless on systemd hosts\n.SH "
        "SYNOPSIS\n.B nagaya\n.I "
        "command\n[options]\n.SH COMMANDS\n";
    for (const Command& command : commands()) {
        out += concat(".SS ", troff(usage(command)), "\n", troff(command.summary), ".\n");
        if (!command.details.empty()) out += concat(troff(command.details), "\n");
        for (const Option& option : command.options)
            out += concat(".TP\n.B ", troff(spelling(option)), "\n", troff(option.help), "\n");
    }
    out += ".SH EXIT STATUS\n";
    for (const ExitCode& code : exit_codes()) out += concat(".TP\n.B ", code.code, "\n", troff(code.meaning), "\n");
    return out;
}

}  // namespace nagaya::cli
