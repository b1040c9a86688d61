#include "app/compose.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include "app/compose_files.hpp"
#include "app/compose_lists.hpp"
#include "base/text.hpp"
#include "compose/short_forms.hpp"
#include "host/own_directory.hpp"
#include "host/user_file.hpp"

namespace nagaya::app {

namespace {

std::string variable(const compose::Environment& environment, std::string_view name) {
    const auto found = environment.find(name);
    return found != environment.end() ? found->second : std::string();
}

std::vector<std::string> split_list(std::string_view text, std::string_view separator) {
    std::vector<std::string> made;
    while (!text.empty()) {
        const size_t end = text.find(separator);
        made.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
    }
    return made;
}

/// The first of the names that is a file of the directory, or "". Tells when there are more of them.
std::string first_of(std::string_view directory, std::span<const std::string_view> names, Console& console) {
    std::string first;
    for (const auto name : names) {
        const std::string file = compose::join_path(directory, name);
        if (!host::is_user_file(file)) continue;
        if (!first.empty()) {
            console.err(concat("nagaya: `", visible(file), "` is not read: `", visible(first), "` comes first\n"));
            break;
        }
        first = file;
    }
    return first;
}

/// compose.yaml and its override, in the directory or the nearest one above it that has one.
std::vector<std::string> usual_files(std::string directory, Console& console) {
    constexpr std::array<std::string_view, 4> names{"compose.yaml", "compose.yml", "docker-compose.yml",
                                                    "docker-compose.yaml"};
    constexpr std::array<std::string_view, 4> overrides{"compose.override.yml", "compose.override.yaml",
                                                        "docker-compose.override.yml", "docker-compose.override.yaml"};
    for (;; directory = compose::parent_path(directory)) {
        if (std::string file = first_of(directory, names, console); !file.empty()) {
            std::vector<std::string> found{std::move(file)};
            if (std::string over = first_of(directory, overrides, console); !over.empty())
                found.push_back(std::move(over));
            return found;
        }
        if (directory == "/") return {};
    }
}

/// The reference's words for yes (strconv.ParseBool).
bool is_yes(std::string_view word) {
    return word == "1" || word == "t" || word == "T" || word == "true" || word == "True" || word == "TRUE";
}

/// The user's variables, and those of the env files that the project will read: both may say which files and profiles there are. What is wrong with
/// an env file is told when the project reads it.
compose::Environment read_variables(const compose::ProjectOptions& options, const std::string& directory) {
    std::vector<std::string> paths = options.env_files;
    if (paths.empty() && options.usual_env) paths.push_back(compose::join_path(directory, ".env"));
    Sources sources;
    ComposeFiles files(sources);
    compose::Environment found;
    const compose::Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
        const auto known = options.environment.find(name);
        return known != options.environment.end() ? std::optional<std::string_view>(known->second) : std::nullopt;
    };
    for (const auto& path : paths)
        if (const auto read = files.read(path); read.file)
            compose::read_env_file(sources.text(*read.file), found, lookup, [](std::string_view, size_t) {});
    compose::Environment all = options.environment;
    all.merge(found);
    return all;
}

/// What was read without interpolation has the services of every profile.
void drop_inactive(compose::Project& project, const std::vector<std::string>& active) {
    auto* services = project.file.find("services");
    if (services == nullptr) return;
    std::erase_if(services->entries, [&](const compose::Entry& entry) {
        const auto* own = entry.value.find("profiles");
        return own != nullptr && !own->items.empty() &&
               std::ranges::none_of(own->items, [&](const compose::Value& profile) {
                   return std::ranges::any_of(active,
                                              [&](const auto& one) { return one == "*" || one == profile.text; });
               });
    });
}

/// Reads the project; a service of a profile counts when it is asked for by name.
void read_project(const ComposeConfigOptions& options, compose::ProjectOptions& wanted, Sources& sources,
                  ComposeFiles& files, Report& report, std::unique_ptr<compose::Project>& project) {
    project = std::make_unique<compose::Project>();
    compose::load_project(wanted, sources, files, report, *project);
    if (!project->good) return;
    if (!wanted.interpolate && options.list == "images") drop_inactive(*project, wanted.profiles);
    if (!options.list.empty() && options.list != "images") return;
    bool again = false;
    for (const auto& name : options.services)
        if (const auto* service = project->disabled.find(name))
            if (const auto* profiles = service->find("profiles")) {
                for (const auto& profile : profiles->items) wanted.profiles.emplace_back(profile.text);
                again = true;
            }
    if (!again) return;
    report = Report();
    project = std::make_unique<compose::Project>();
    compose::load_project(wanted, sources, files, report, *project);
}

}  // namespace

bool find_compose_project(const ComposeSource& source, compose::ProjectOptions& options, Console& console) {
    for (const auto& variable : source.variables)
        if (const size_t sign = variable.find('='); sign != std::string::npos)
            options.environment.emplace(variable.substr(0, sign), variable.substr(sign + 1));
    const std::string here = host::absolute_path(".").value_or("/");
    options.environment.emplace("PWD", here);
    if (const std::string home = variable(options.environment, "HOME"); !home.empty()) options.home = home;
    for (const auto& file : source.files) options.files.push_back(file == "-" ? file : compose::join_path(here, file));
    for (const auto& file : source.env_files) options.env_files.push_back(compose::join_path(here, file));
    if (options.env_files.empty())
        for (const auto& file : split_list(variable(options.environment, "COMPOSE_ENV_FILES"), ","))
            options.env_files.push_back(compose::join_path(here, file));
    options.usual_env = !is_yes(variable(options.environment, "COMPOSE_DISABLE_ENV_FILE"));
    const std::string directory =
        source.directory.empty() ? "" : compose::clean_path(compose::join_path(here, source.directory));
    if (options.files.empty()) {
        const compose::Environment known = read_variables(options, directory.empty() ? here : directory);
        const std::string separator = variable(known, "COMPOSE_PATH_SEPARATOR");
        for (const auto& file : split_list(variable(known, "COMPOSE_FILE"), separator.empty() ? ":" : separator))
            options.files.push_back(compose::join_path(here, file));
    }
    if (options.files.empty()) options.files = usual_files(directory.empty() ? here : directory, console);
    if (options.files.empty()) {
        console.err("nagaya: there is no Compose file here\nhelp: give one with --file\n");
        return false;
    }
    for (auto& file : options.files)
        if (file != "-") file = compose::clean_path(file);
    options.directory = !directory.empty()        ? directory
                        : options.files[0] == "-" ? here
                                                  : compose::parent_path(options.files[0]);
    options.name = source.name;
    options.profiles = source.profiles;
    if (options.profiles.empty()) {
        const compose::Environment known = read_variables(options, options.directory);
        for (const auto& profile : split_list(variable(known, "COMPOSE_PROFILES"), ","))
            options.profiles.emplace_back(trim(profile));
    }
    return true;
}

int compose_config(const ComposeConfigOptions& options, Console& console) {
    compose::ProjectOptions wanted;
    if (!find_compose_project(options.source, wanted, console)) return exit_usage;
    wanted.form = options.json ? compose::Form::json : compose::Form::yaml;
    wanted.interpolate = options.interpolate;
    wanted.normalise = options.normalise;
    wanted.resolve_paths = options.resolve_paths;
    wanted.consistent = options.consistent;
    wanted.unused_resources = options.unused_resources;
    if (options.list == "variables") wanted.interpolate = false;
    if (!options.hashes.empty()) {
        wanted.form = compose::Form::json;
        wanted.service_environment = false;
    }
    Sources sources;
    ComposeFiles files(sources);
    Report report;
    std::unique_ptr<compose::Project> project;
    read_project(options, wanted, sources, files, report, project);
    console.err(render_text(sources, report, {.colour = console.err_colour}));
    if (!project->good) return exit_findings;
    if (!options.hashes.empty()) {
        std::string unknown;
        const auto hashes = print_hashes(*project, options.hashes, unknown);
        if (hashes)
            console.out(*hashes);
        else
            console.err(concat("nagaya: no such service: ", visible(unknown), "\n"));
        return hashes ? exit_ok : exit_findings;
    }
    // Without interpolation the reference prints every service.
    const bool whole = options.list == "images" || (options.list.empty() && wanted.interpolate);
    if (std::string unknown; whole && !options.services.empty() &&
                             !compose::select_services(*project, options.services, options.unused_resources, unknown)) {
        console.err(concat("nagaya: no such service: ", visible(unknown), "\n"));
        return exit_findings;
    }
    if (options.quiet && options.list.empty()) return exit_ok;
    std::string text;
    if (options.list == "variables")
        text = print_variables(*project, options.json);
    else if (options.list == "environment")
        text = print_environment(*project);
    else
        text = options.list.empty() ? compose::print_project(*project, wanted) : print_names(*project, options.list);
    if (options.output.empty()) {
        console.out(text);
        return exit_ok;
    }
    const auto written = host::write_user_file(options.output, text, 0644);
    return written ? exit_ok : tell(written.error(), console);
}

}  // namespace nagaya::app
