#include "cli/check_commands.hpp"

#include "app/check.hpp"
#include "app/lsp.hpp"
#include "cli/options.hpp"

namespace nagaya::cli {

namespace {

using Count = Positional::Count;

std::optional<Severity> severity(std::string_view word) {
    if (word.starts_with("error")) return Severity::error;
    if (word.starts_with("warning")) return Severity::warning;
    if (word.starts_with("note")) return Severity::note;
    return std::nullopt;
}

app::FindingsFormat findings_format(const Arguments& arguments) {
    const std::string word = arguments.value("format");
    if (word == "json") return app::FindingsFormat::json;
    if (word == "sarif") return app::FindingsFormat::sarif;
    return word == "github" ? app::FindingsFormat::github : app::FindingsFormat::text;
}

app::FixMode fix_mode(const Arguments& arguments) {
    if (arguments.has("dry-run")) return app::FixMode::show;
    if (!arguments.has("fix") && !arguments.has("unsafe-fixes")) return app::FixMode::none;
    return arguments.has("yes") ? app::FixMode::written : app::FixMode::ask;
}

int run_check(const Arguments& arguments, app::Console& console) {
    return app::check({.site = arguments.value("site", "."),
                       .secrets = arguments.value("secrets"),
                       .paths = arguments.all("PATH"),
                       .podman = arguments.value("podman"),
                       .format = findings_format(arguments),
                       .least = severity(arguments.value("severity")),
                       .deny = severity(arguments.value("deny")).value_or(Severity::error),
                       .fix = fix_mode(arguments),
                       .unsafe_fixes = arguments.has("unsafe-fixes")},
                      console);
}

int run_lsp(const Arguments&, app::Console& console) { return app::lsp(console); }

}  // namespace

std::vector<Command> check_commands() {
    return {
        {"check",
         "Find the mistakes of a site",
         "Reads every file, runs every rule, and changes nothing without --fix. Needs no host. With PATHs, only what "
         "is "
         "found in them is told; a directory of Quadlet files that is no site is checked as one account's. The exit "
         "code is 1 when there are errors, or what --deny names.",
         {{"PATH", "Files or directories (default: the whole site)", Count::any}},
         {site_option,
          secrets_option,
          {.name = "format",
           .value = "FORMAT",
           .help = "text, json, sarif (2.1.0) or github (annotations)",
           .choices = {"text", "json", "sarif", "github"}},
          {.name = "severity",
           .value = "LEVEL",
           .help = "Tell error, warning or note and what is worse (default: warning; json and sarif: note)",
           .choices = {"error", "warning", "note"}},
          {.name = "deny",
           .value = "WHAT",
           .help = "warnings or notes make the exit code 1, too",
           .choices = {"warnings", "notes"}},
          {.name = "podman",
           .value = "VERSION",
           .help = "Podman of the host, for Quadlet files that are in no site (default: as for hosts)"},
          {.name = "fix", .help = "Show the safe fixes as a diff, ask, and write them"},
          {.name = "unsafe-fixes", .help = "The same with fixes that may not be what you meant"},
          {.name = "dry-run", .help = "Only show what --fix would write"},
          {.name = "yes", .letter = 'y', .help = "Write fixes without asking"}},
         run_check},
        {"lsp",
         "Serve an editor: the Language Server Protocol on standard input and output",
         "Diagnostics while you type, completion, help for keys, definitions and fixes, for the TOML files of a site, "
         "its "
         "Quadlet files and its units. docs/editor.md shows how editors start it.",
         {},
         {{.name = "stdio", .help = "Accepted because editors give it; there is no other way"}},
         run_lsp},
    };
}

}  // namespace nagaya::cli
