#include "compose/project.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "compose/canonical.hpp"
#include "compose/consistency.hpp"
#include "compose/loader.hpp"
#include "compose/service_environment.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

std::string normalise_name(std::string_view name) {
    std::string made;
    for (char byte : name) {
        if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + 32);
        const bool word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (word || (!made.empty() && (byte == '-' || byte == '_'))) made += byte;
    }
    return made;
}

namespace {

class Reader {
public:
    Reader(const ProjectOptions& options, Sources& sources, Files& files, Report& report, Project& project)
        : options_(options), sources_(sources), files_(files), report_(report), project_(project) {}

    void run() {
        project_.directory = options_.directory;
        project_.environment = options_.environment;
        read_environment();
        Loader loader(options_, sources_, files_, report_, project_);
        loader.read_trees();
        find_name(loader);
        project_.environment["COMPOSE_PROJECT_NAME"] = project_.name;
        Value file = loader.load();
        const auto first = file.entries.empty() && !options_.files.empty() ? files_.read(options_.files[0]).file
                                                                           : std::optional<FileId>();
        const Span top{.file = first.value_or(file.at.file), .begin = 0, .end = 0};
        if (file.entries.empty() && !report_.has_errors())
            report_.add({.code = "compose-schema", .message = "the file is empty", .at = top});
        if (project_.name.empty())
            report_.add({.code = "compose-value",
                         .message = "the project has no name",
                         .at = top,
                         .help = "write `name:` at the top of the file"});
        if (options_.normalise) compose::normalise(file, project_.name, project_.environment, project_.texts);
        if (!options_.interpolate) {
            project_.file = std::move(file);
            return;
        }
        bind_all(file);
    }

private:
    void read_environment() {
        std::vector<std::string> paths = options_.env_files;
        const std::string usual = join_path(options_.directory, ".env");
        if (paths.empty() && options_.usual_env && files_.is_file(usual)) paths.push_back(usual);
        Environment found;
        const Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
            const auto known = options_.environment.find(name);
            return known != options_.environment.end() ? std::optional<std::string_view>(known->second) : std::nullopt;
        };
        for (const auto& path : paths) {
            const auto read = files_.read(path);
            if (!read.file) {
                report_.add({.code = "compose-env-file",
                             .message = concat("`", visible(files_.shown(path)), "` cannot be read: ", read.error),
                             .at = {.file = sources_.add(files_.shown(path), "")}});
                continue;
            }
            const auto unset = [&](std::string_view name, size_t line) {
                report_.add({.code = "compose-unset-variable",
                             .severity = Severity::warning,
                             .message = concat("line ", line, ": the variable `", visible(name),
                                               "` is not set: it counts as empty"),
                             .at = {.file = *read.file},
                             .help = "a `$` that is meant goes into single quotes, or is written `$$`"});
            };
            if (const auto wrong = read_env_file(sources_.text(*read.file), found, lookup, unset))
                report_.add({.code = "compose-env-file",
                             .message = concat("line ", wrong->line, ": ", wrong->message),
                             .at = {.file = *read.file}});
        }
        project_.environment.merge(found);
    }

    void find_name(const Loader& loader) {
        std::string given = options_.name;
        if (given.empty())
            if (const auto known = project_.environment.find("COMPOSE_PROJECT_NAME");
                known != project_.environment.end())
                given = known->second;
        if (!given.empty()) {
            project_.name = normalise_name(given);
            if (project_.name != given)
                report_.add({.code = "compose-value",
                             .message = concat("`", visible(given), "` is not a project's name"),
                             .at = {},
                             .help = "small letters, digits, `-` and `_`; a letter or digit first"});
            return;
        }
        std::string named(loader.named());
        if (options_.interpolate && !is_literal(named)) {
            const Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
                const auto known = project_.environment.find(name);
                return known != project_.environment.end() ? std::optional<std::string_view>(known->second)
                                                           : std::nullopt;
            };
            named = substitute(named, lookup, [](std::string_view) {}).text;
        }
        if (options_.normalise) named = normalise_name(named);
        if (!loader.named().empty())
            project_.name = std::move(named);
        else
            project_.name = normalise_name(options_.directory.substr(options_.directory.rfind('/') + 1));
    }

    Value bind_resources(const Value& file, std::string_view kind) {
        Value made = Value::of_mapping(file.at);
        const Value* resources = file.find(kind);
        if (resources == nullptr) return made;
        static constexpr std::pair<std::string_view, std::string_view> records[] = {
            {"services", "service"}, {"networks", "network"}, {"volumes", "volume"},
            {"secrets", "secret"},   {"configs", "config"},   {"models", "model"}};
        const auto* known = std::ranges::find(records, kind, &std::pair<std::string_view, std::string_view>::first);
        made.entries.reserve(resources->entries.size());
        for (const auto& entry : resources->entries) {
            if (!entry.value.is_mapping()) continue;
            made.entries.push_back({entry.key, entry.key_at,
                                    bind(entry.value, record(known->second), options_.form, project_.texts, report_)});
        }
        std::ranges::sort(made.entries, {}, &Entry::key);
        return made;
    }

    void bind_all(const Value& file) {
        Value& made = project_.file = Value::of_mapping(file.at);
        made.set("name", Value::of_text(project_.name, file.at));
        Value services = bind_resources(file, "services");
        project_.disabled = Value::of_mapping(file.at);
        std::erase_if(services.entries, [&](Entry& entry) {
            if (active(entry.value)) return false;
            project_.disabled.entries.push_back(std::move(entry));
            return true;
        });
        made.set("services", std::move(services));
        for (const auto kind : {"networks", "volumes", "secrets", "configs", "models"})
            if (Value resources = bind_resources(file, kind); !resources.entries.empty())
                made.set(kind, std::move(resources));
        for (const auto& entry : file.entries)
            if (entry.key.starts_with("x-")) made.entries.push_back(entry);
        if (options_.consistent) {
            check_consistency(made, project_.disabled, report_);
            repeat_scale(made);
        }
        resolve_service_environment(file, options_.service_environment, project_, sources_, files_, report_);
        if (!options_.unused_resources) drop_unused(made);
        if (options_.form == Form::json) made.erase("models");
    }

    bool active(const Value& service) const {
        const Value* profiles = service.find("profiles");
        if (profiles == nullptr || profiles->items.empty()) return true;
        // To the reference, no profile is the one called "".
        if (options_.profiles.empty())
            return std::ranges::any_of(profiles->items, [](const Value& item) { return item.text.empty(); });
        return std::ranges::any_of(options_.profiles, [&](const std::string& wanted) {
            return wanted == "*" ||
                   std::ranges::any_of(profiles->items, [&](const Value& item) { return item.text == wanted; });
        });
    }

    /// Where a service has `deploy`, its replicas are what `scale` says.
    static void repeat_scale(Value& file) {
        for (auto& entry : file.find("services")->entries) {
            const Value* scale = entry.value.find("scale");
            Value* deploy = entry.value.find("deploy");
            if (scale != nullptr && deploy != nullptr && deploy->is_mapping()) deploy->set("replicas", *scale);
        }
    }

    const ProjectOptions& options_;
    Sources& sources_;
    Files& files_;
    Report& report_;
    Project& project_;
};

}  // namespace

void load_project(const ProjectOptions& options, Sources& sources, Files& files, Report& report, Project& project) {
    Reader(options, sources, files, report, project).run();
    project.good = !report.has_errors();
}

}  // namespace nagaya::compose
