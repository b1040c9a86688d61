#include "app/import_docker_run.hpp"

#include "app/import_compose.hpp"
#include "base/text.hpp"
#include "compose/docker_run.hpp"
#include "compose/docker_run_words.hpp"
#include "host/own_directory.hpp"

namespace nagaya::app {

namespace {

/// One text under one path, before what is on the machine.
class OneText : public ComposeFiles {
public:
    OneText(Sources& sources, std::string path, FileId text)
        : ComposeFiles(sources), path_(std::move(path)), text_(text) {}
    Read read(std::string_view path) override {
        if (path == path_) return {.file = text_, .error = "", .missing = false};
        return ComposeFiles::read(path);
    }

private:
    std::string path_;
    FileId text_;
};

}  // namespace

int import_docker_run(const ImportDockerRunOptions& options, Console& console) {
    compose::ProjectOptions wanted;
    std::optional<ImportPlace> place;
    if (!options.target.to.empty()) {
        place = find_import_place(options.target, console);
        if (!place) return exit_findings;
    }
    for (const auto& variable : options.variables)
        if (const size_t sign = variable.find('='); sign != std::string::npos)
            wanted.environment.emplace(variable.substr(0, sign), variable.substr(sign + 1));
    const std::string here = host::absolute_path(".").value_or("/");
    wanted.environment["PWD"] = here;
    compose::ShellWords command{.words = options.words, .open = {}, .problem = {}};
    if (options.words.size() == 1)
        command = compose::split_shell_words(options.words[0], [&](std::string_view name) {
            const auto found = wanted.environment.find(name);
            return found != wanted.environment.end() ? std::optional<std::string_view>(found->second) : std::nullopt;
        });
    if (!command.problem.empty()) {
        console.err(
            concat("nagaya: this is not one `docker run` command: ", visible(command.problem),
                   "\nhelp: give what stands behind `docker run`, without pipes and further commands; a Compose file "
                   "goes to `nagaya import compose`\n"));
        return exit_usage;
    }
    compose::DockerRun run = compose::read_docker_run(command.words);
    if (run.wrong) {
        console.err(concat("nagaya: ", run.wrong->message, "; nothing was made\n"));
        if (!run.wrong->help.empty()) console.err(concat("help: ", run.wrong->help, "\n"));
        return exit_usage;
    }
    if (run.compose.empty()) {
        console.err("nagaya: the command names no image\n");
        return exit_usage;
    }
    const std::string path = here + "/docker-run";
    wanted.files = {path};
    wanted.directory = here;
    wanted.name = place ? place->service : compose::normalise_name(run.name);
    wanted.usual_env = false;
    Sources sources;
    OneText files(sources, path, sources.add("docker run, as a Compose file", std::move(run.compose)));
    Report report;
    auto lose = [&](std::string message, std::string help) {
        report.add({.code = "compose-loss",
                    .severity = Severity::warning,
                    .message = std::move(message),
                    .at = {},
                    .help = std::move(help)});
    };
    for (const auto& open : command.open)
        lose(concat("`", visible(open), "` stays as it is: only the shell knows its value"), "write the value");
    for (auto& lost : run.lost) lose(std::move(lost.message), std::move(lost.help));
    compose::Project project;
    compose::load_project(wanted, sources, files, report, project);
    return import_project(project, files, place ? &*place : nullptr, "docker run", sources, report, options.target.json,
                          console);
}

}  // namespace nagaya::app
