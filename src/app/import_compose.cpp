#include "app/import_compose.hpp"

#include <map>
#include <optional>

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

constexpr size_t most_bytes = 16 << 20;
constexpr size_t most_files = 500;

struct NewFile {
    std::string bytes;
    unsigned mode = 0644;
};
using NewFiles = std::map<std::string, NewFile>;

/// Copies what a project mounts and builds of its directory. The files may be anybody's: neither `..` nor a link takes along what is elsewhere.
class Copier {
public:
    Copier(const compose::Project& project, Console& console)
        : start_(project.directory + "/"), files_(project.directory), console_(console) {}

    /// The path below the project's directory, when something there can come along.
    std::optional<std::string> below(std::string_view path) const {
        if (!path.starts_with(start_) || compose::clean_path(path) != path) return std::nullopt;
        return std::string(path.substr(start_.size()));
    }

    /// A file, or a directory with all in it, as `to`; what does not come along is told. False when nothing did.
    bool copy(const std::string& from, const std::string& to, NewFiles& into) {
        const auto kind = files_.kind(from, false);
        if (!kind) return false;
        NewFiles made;
        size_t bytes = 0;
        if (!copy_entry(from, to, *kind, false, made, bytes)) {
            tell_left(from, concat("more than ", most_files, " files or ", most_bytes >> 20, " MiB"));
            return false;
        }
        const bool any = !made.empty();
        into.merge(made);
        return any;
    }

private:
    void tell_left(const std::string& path, std::string_view why) {
        console_.err(concat("left behind: ", visible(path), ": ", visible(why), "\n"));
    }

    /// False when it is too much.
    bool copy_entry(const std::string& from, const std::string& to, host::FilesDirectory::Kind kind, bool executable,
                    NewFiles& made, size_t& bytes) {
        using Kind = host::FilesDirectory::Kind;
        if (kind == Kind::regular) {
            auto read = files_.read(from);
            if (!read) {
                tell_left(from, read.error().reason);
                return true;
            }
            bytes += read->size();
            made.emplace(to, NewFile{std::move(*read), executable ? 0755U : 0644U});
            return made.size() <= most_files && bytes <= most_bytes;
        }
        if (kind != Kind::directory) {
            tell_left(from, kind == Kind::symlink ? "a link" : "neither a file nor a directory");
            return true;
        }
        const auto entries = files_.list(from);
        if (!entries) {
            tell_left(from, entries.error().reason);
            return true;
        }
        for (const auto& entry : *entries) {
            if (entry.name == ".git" || entry.name == ".env") continue;
            if (!copy_entry(from.empty() ? entry.name : concat(from, "/", entry.name), concat(to, "/", entry.name),
                            entry.kind, entry.executable, made, bytes))
                return false;
        }
        return true;
    }

    std::string start_;
    host::FilesDirectory files_;
    Console& console_;
};

/// Files and directories of the project's directory that containers mount: they come along.
void copy_mounted(const compose::Project& project, Copier& copier, compose::QuadletOptions& how, NewFiles& into) {
    auto consider = [&](std::string_view source) {
        const auto below = copier.below(source);
        if (!below || how.carried.contains(*below)) return;
        if (copier.copy(*below, "files/" + *below, into)) how.carried.insert(*below);
    };
    if (const auto* services = project.file.find("services"))
        for (const auto& entry : services->entries)
            if (const auto* volumes = entry.value.find("volumes"))
                for (const auto& item : volumes->items)
                    if (item.text_of("type") == "bind") consider(item.text_of("source"));
    if (const auto* configs = project.file.find("configs"))
        for (const auto& entry : configs->entries) consider(entry.value.text_of("file"));
}

/// A plain build becomes the service's image/.
void copy_build(const compose::Project& project, const std::string& to, Copier& copier, compose::QuadletOptions& how,
                NewFiles& into) {
    const auto build = compose::find_plain_build(project);
    if (!build) return;
    const auto below =
        build->context == project.directory ? std::optional(std::string()) : copier.below(build->context);
    NewFiles made;
    if (!below || !copier.copy(*below, "image", made)) return;
    const auto chosen = made.find("image/" + build->dockerfile);
    if (chosen == made.end()) return;
    NewFile containerfile = std::move(chosen->second);
    made.erase(chosen);
    made.erase("image/Dockerfile");
    made.insert_or_assign("image/Containerfile", std::move(containerfile));
    const std::string name = compose::clean_path("/" + to);
    how.images.emplace(build->service, concat("localhost/", std::string_view(name).substr(name.rfind('/') + 1)));
    into.merge(made);
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

int write_service(const std::string& to, const NewFiles& files, Console& console) {
    for (const auto& [name, file] : files)
        if (host::is_user_file(concat(to, "/", name))) {
            console.err(
                concat("nagaya: `", visible(concat(to, "/", name)), "` is there already: nothing was written\n"));
            return exit_failed;
        }
    for (const auto& [name, file] : files) {
        const std::string path = concat(to, "/", name);
        if (const auto made = host::make_directories_for(path); !made) return tell(made.error(), console);
        if (const auto written = host::write_user_file(path, file.bytes, file.mode); !written)
            return tell(written.error(), console);
        console.out(concat("wrote ", visible(path), "\n"));
    }
    return exit_ok;
}

int lower_and_write(compose::Project& project, Sources& sources, Report& report, const std::string& to,
                    Console& console) {
    compose::QuadletOptions how{.site = !to.empty()};
    NewFiles written;
    compose::Quadlets made;
    if (project.good) {
        if (how.site) {
            Copier copier(project, console);
            copy_mounted(project, copier, how, written);
            copy_build(project, to, copier, how, written);
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
    for (const auto& unit : made.units) written.insert_or_assign(unit.name, NewFile{unit.text});
    for (const auto& file : made.files) written.insert_or_assign("files/" + file.path, NewFile{file.text});
    written.insert_or_assign("service.toml", NewFile{service_manifest(project, made)});
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
