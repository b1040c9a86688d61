#include "app/import_docker_run.hpp"

#include "app/import_compose.hpp"
#include "base/text.hpp"
#include "compose/docker_run.hpp"
#include "compose/docker_run_words.hpp"
#include "host/own_directory.hpp"
#include "host/user_file.hpp"

namespace nagaya::app {

namespace {

constexpr size_t largest = 1 << 20;

/// A network of a name is one of the service's account now.
void tell_networks(const compose::Value& file, Report& report) {
    if (const auto* networks = file.find("networks"))
        for (const auto& network : networks->entries)
            report.add(
                {.code = "compose-loss",
                 .severity = Severity::warning,
                 .message = concat("the network `", visible(network.key), "` has containers of this service alone"),
                 .at = network.key_at,
                 .help = "containers that need each other belong into one service; other services are reached by "
                         "their ports"});
}

}  // namespace

int import_docker_run(const ImportDockerRunOptions& options, Console& console) {
    std::optional<ImportPlace> place;
    if (!options.target.to.empty()) {
        place = find_import_place(options.target, console);
        if (!place) return exit_findings;
    }
    compose::ProjectOptions wanted;
    for (const auto& variable : options.variables)
        if (const size_t sign = variable.find('='); sign != std::string::npos)
            wanted.environment.emplace(variable.substr(0, sign), variable.substr(sign + 1));
    wanted.directory = host::absolute_path(".").value_or("/");
    wanted.environment["PWD"] = wanted.directory;
    if (const auto home = wanted.environment.find("HOME"); home != wanted.environment.end()) wanted.home = home->second;
    wanted.usual_env = false;

    Sources sources;
    Report report;
    const bool as_text = options.words.size() == 1;
    Result<std::string> text = as_text ? options.words[0] : compose::quote_shell_words(options.words);
    const bool from_input = as_text && *text == "-";
    if (from_input) text = host::read_user_file("-", largest);
    if (!text) return tell(text.error(), console);
    const FileId line = sources.add(from_input ? "standard input" : "command line", std::move(*text));
    const auto words = compose::split_shell_words(
        sources, line,
        [&](std::string_view name) {
            const auto found = wanted.environment.find(name);
            return found != wanted.environment.end() ? std::optional<std::string_view>(found->second) : std::nullopt;
        },
        report);
    compose::Project project;
    compose::DockerRun run;
    if (!report.has_errors()) run = compose::read_docker_run(words, project.texts, report);
    if (report.has_errors()) {
        print_import({}, sources, report, options.target.json, console);
        return exit_usage;
    }
    if (place) {
        run.file.find("services")->entries[0].key = place->service;
        tell_networks(run.file, report);
    }
    wanted.name = place ? place->service : compose::normalise_name(run.name);
    wanted.given = &run.file;
    ComposeFiles files(sources);
    compose::load_project(wanted, sources, files, report, project);
    return import_project({.project = project, .files = files, .from = "docker run", .has_directory = false},
                          place ? &*place : nullptr, sources, report, options.target.json, console);
}

}  // namespace nagaya::app
