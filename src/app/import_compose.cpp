#include "app/import_compose.hpp"

#include <algorithm>
#include <map>

#include "app/compose_files.hpp"
#include "base/text.hpp"
#include "compose/docker_run.hpp"
#include "compose/docker_run_words.hpp"
#include "compose/quadlet.hpp"
#include "compose/scalars.hpp"
#include "compose/short_forms.hpp"
#include "host/files_directory.hpp"
#include "host/own_directory.hpp"
#include "host/user_file.hpp"

namespace nagaya::app {

namespace {

constexpr size_t largest_carried = 4 << 20;

/// Files of the project's directory that containers mount: they come along.
std::map<std::string, std::string> find_carried(const compose::Project& project) {
    std::map<std::string, std::string> carried;
    const host::FilesDirectory files(project.directory);
    auto consider = [&](std::string_view source) {
        const std::string start = project.directory + "/";
        // The file may be anybody's: neither `..` nor a link takes along what is elsewhere.
        if (!source.starts_with(start) || compose::clean_path(source) != source) return;
        const std::string below(source.substr(start.size()));
        if (files.kind(below, false) != host::FilesDirectory::Kind::regular) return;
        if (auto bytes = files.read(below); bytes && bytes->size() <= largest_carried)
            carried.emplace(below, std::move(*bytes));
    };
    if (const auto* services = project.file.find("services"))
        for (const auto& entry : services->entries)
            if (const auto* volumes = entry.value.find("volumes"))
                for (const auto& item : volumes->items)
                    if (item.text_of("type") == "bind") consider(item.text_of("source"));
    if (const auto* configs = project.file.find("configs"))
        for (const auto& entry : configs->entries) consider(entry.value.text_of("file"));
    return carried;
}

std::string service_manifest(const compose::Project& project, const compose::Quadlets& made) {
    std::string out = concat("description = \"", project.name, ", from a Compose file\"\n");
    for (const auto& data : made.data) {
        std::string path;
        for (const char byte : data.path) {
            if (byte == '"' || byte == '\\') path += '\\';
            path += byte;
        }
        out += concat("\n[[data]]\npath = \"", visible(path), "\"\n");
    }
    return out;
}

int write_service(const std::string& to, const std::map<std::string, std::string>& files, Console& console) {
    for (const auto& [name, text] : files)
        if (host::is_user_file(concat(to, "/", name))) {
            console.err(
                concat("nagaya: `", visible(concat(to, "/", name)), "` is there already: nothing was written\n"));
            return exit_failed;
        }
    for (const auto& [name, text] : files) {
        const std::string path = concat(to, "/", name);
        if (const auto made = host::make_directories_for(path); !made) return tell(made.error(), console);
        if (const auto written = host::write_user_file(path, text, 0644); !written)
            return tell(written.error(), console);
        console.out(concat("wrote ", visible(path), "\n"));
    }
    return exit_ok;
}

int lower_and_write(compose::Project& project, Sources& sources, Report& report, const std::string& to,
                    Console& console) {
    compose::QuadletOptions how{.site = !to.empty()};
    std::map<std::string, std::string> written;
    compose::Quadlets made;
    if (project.good) {
        if (how.site) {
            for (auto& [path, bytes] : find_carried(project)) {
                how.carried.push_back(path);
                written.emplace("files/" + path, std::move(bytes));
            }
        }
        made = compose::lower_project(project, how, report);
    }
    console.err(render_text(sources, report, {.colour = console.err_colour}));
    if (!project.good) return exit_findings;
    if (!how.site) {
        for (const auto& unit : made.units) console.out(concat("# ", unit.name, "\n", unit.text, "\n"));
        for (const auto& file : made.files) console.out(concat("# files/", file.path, "\n", file.text, "\n"));
        return exit_ok;
    }
    for (const auto& unit : made.units) written.emplace(unit.name, unit.text);
    for (const auto& file : made.files) written.emplace("files/" + file.path, file.text);
    written.emplace("service.toml", service_manifest(project, made));
    return write_service(to, written, console);
}

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

int import_compose(const ImportComposeOptions& options, Console& console) {
    compose::ProjectOptions wanted;
    if (!find_compose_project(options.source, wanted, console)) return exit_usage;
    Sources sources;
    ComposeFiles files(sources);
    Report report;
    compose::Project project;
    compose::load_project(wanted, sources, files, report, project);
    return lower_and_write(project, sources, report, options.to, console);
}

namespace {

/// "docker run …", "podman container run …", or only what stands behind that.
bool is_run(const std::vector<std::string>& words) {
    size_t at = !words.empty() && words[0] == "sudo" ? 1 : 0;
    if (at < words.size() && (words[at] == "docker" || words[at] == "podman")) {
        ++at;
        if (at < words.size() && words[at] == "container") ++at;
        if (at >= words.size() || (words[at] != "run" && words[at] != "create")) return false;
    }
    return true;
}

}  // namespace

int import_docker_run(const ImportDockerRunOptions& options, Console& console) {
    compose::ProjectOptions wanted;
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
    if (command.problem.empty() && !is_run(command.words)) command.problem = "another command than `run`";
    if (!command.problem.empty()) {
        console.err(
            concat("nagaya: this is not one `docker run` command: ", visible(command.problem),
                   "\nhelp: give what stands behind `docker run`, without pipes and further commands; a Compose file "
                   "goes to `nagaya import compose`\n"));
        return exit_usage;
    }
    compose::DockerRun run = compose::read_docker_run(command.words);
    if (run.compose.empty()) {
        console.err("nagaya: the command names no image\n");
        return exit_usage;
    }
    const std::string path = here + "/docker-run";
    wanted.files = {path};
    wanted.directory = here;
    wanted.name = compose::normalise_name(run.name);
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
    return lower_and_write(project, sources, report, options.to, console);
}

}  // namespace nagaya::app
