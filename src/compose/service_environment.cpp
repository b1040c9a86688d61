#include "compose/service_environment.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/text.hpp"
#include "compose/scalars.hpp"

namespace nagaya::compose {

namespace {

class Resolver {
public:
    Resolver(Project& project, Sources& sources, Files& files, Report& report)
        : project_(project), sources_(sources), files_(files), report_(report) {}

    void service(const Value& merged, bool variables, Value& service) {
        if (variables) own_values(service);
        if (const auto* env_files = merged.find("env_file"); env_files != nullptr && !env_files->items.empty()) {
            if (variables)
                environment(*env_files, service);
            else
                service.set("env_file", named(*env_files));
        }
        if (const auto* label_files = merged.find("label_file"); label_files != nullptr && !label_files->items.empty())
            labels(*label_files, service);
        service.erase("label_file");
    }

private:
    std::optional<std::string_view> outer(std::string_view name) const {
        const auto found = project_.environment.find(name);
        return found != project_.environment.end() ? std::optional<std::string_view>(found->second) : std::nullopt;
    }

    static bool is_needed(const Value& item) {
        const auto* required = item.find("required");
        return required == nullptr ||
               (required->is_text() ? parse_boolean(required->text).value_or(true) : required->is_true());
    }

    /// One that is needed by its path alone, as the reference keeps them.
    static Value named(const Value& env_files) {
        Value made = Value::of_sequence(env_files.at);
        for (const auto& item : env_files.items) {
            const auto* path = item.find("path");
            if (path == nullptr || !path->is_text()) continue;
            if (is_needed(item)) {
                made.items.push_back(*path);
                continue;
            }
            Value file = Value::of_mapping(item.at);
            file.set("path", *path);
            file.set("required", Value::of_bool(false, item.at));
            if (const auto* format = item.find("format")) file.set("format", *format);
            made.items.push_back(std::move(file));
        }
        return made;
    }

    /// Warns of variables without a value in the env file that `path` names.
    std::function<void(std::string_view, size_t)> unset_at(const Value& path) {
        return [this, &path](std::string_view name, size_t line) {
            if (!unset_.emplace(path.text, name).second) return;
            report_.add({.code = "compose-unset-variable",
                         .severity = Severity::warning,
                         .message = concat("line ", line, " of `", visible(files_.shown(path.text)),
                                           "`: the variable `", visible(name), "` is not set: it counts as empty"),
                         .at = path.at,
                         .help = "a `$` that is meant goes into single quotes, or is written `$$`"});
        };
    }

    void own_values(Value& service) {
        if (auto* variables = service.find("environment"))
            for (auto& entry : variables->entries)
                if (entry.value.is_null())
                    if (const auto value = outer(entry.key)) entry.value = Value::of_text(*value, entry.value.at);
    }

    void environment(const Value& env_files, Value& service) {
        Environment variables;
        Environment own;
        if (const auto* written = service.find("environment"))
            for (const auto& entry : written->entries)
                if (entry.value.is_text()) own.emplace(entry.key, entry.value.text);
        variables = own;
        const Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
            if (const auto value = outer(name)) return value;
            const auto found = own.find(name);
            return found != own.end() ? std::optional<std::string_view>(found->second) : std::nullopt;
        };
        for (const auto& item : env_files.items) {
            if (!item.is_mapping()) continue;
            const auto* path = item.find("path");
            if (path == nullptr || !path->is_text()) continue;
            read(item, *path, variables, lookup);
        }
        write(variables, env_files.at, "environment", service);
    }

    void read(const Value& item, const Value& path, Environment& variables, const Lookup& lookup) {
        const auto found = files_.read(path.text);
        if (!found.file) {
            if (!found.missing || is_needed(item))
                report_.add(
                    {.code = "compose-env-file",
                     .message = concat("`", visible(files_.shown(path.text)), "` cannot be read: ", found.error),
                     .at = path.at,
                     .help = found.missing ? "write the file, or `required: false`" : ""});
            return;
        }
        const std::string_view format = item.text_of("format");
        const std::string_view text = sources_.text(*found.file);
        if (!format.empty() && format != "raw") {
            report_.add({.code = "compose-env-file",
                         .message = concat("`", visible(format), "` is not a format of env files"),
                         .at = item.at});
            return;
        }
        const auto wrong = format == "raw" ? read_raw_env_file(text, variables, lookup)
                                           : read_env_file(text, variables, lookup, unset_at(path));
        if (wrong)
            report_.add({.code = "compose-env-file",
                         .message = concat("line ", wrong->line, " of `", visible(files_.shown(path.text)),
                                           "`: ", wrong->message),
                         .at = path.at});
    }

    /// Adds the variables that `service` does not say itself.
    void write(const Environment& variables, Span at, std::string_view key, Value& service) {
        Value* there = service.find(key);
        Value made = there != nullptr ? std::move(*there) : Value::of_mapping(at);
        std::unordered_map<std::string_view, size_t> known;
        for (size_t i = 0; i < made.entries.size(); ++i) known.emplace(made.entries[i].key, i);
        for (const auto& [name, value] : variables)
            if (!known.contains(name))
                made.entries.push_back({project_.texts.keep(name), at, Value::of_text(project_.texts.keep(value), at)});
        std::ranges::sort(made.entries, {}, &Entry::key);
        if (!made.entries.empty()) service.set(key, std::move(made));
    }

    void labels(const Value& label_files, Value& service) {
        Environment all;
        for (const auto& path : label_files.items) {
            if (!path.is_text()) continue;
            Environment found;
            const Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
                const auto known = all.find(name);
                return known != all.end() ? std::optional<std::string_view>(known->second) : std::nullopt;
            };
            const auto read = files_.read(path.text);
            if (!read.file) {
                report_.add({.code = "compose-env-file",
                             .message = concat("`", visible(files_.shown(path.text)), "` cannot be read: ", read.error),
                             .at = path.at});
                continue;
            }
            if (const auto wrong = read_env_file(sources_.text(*read.file), found, lookup, unset_at(path)))
                report_.add({.code = "compose-env-file",
                             .message = concat("line ", wrong->line, " of `", visible(files_.shown(path.text)),
                                               "`: ", wrong->message),
                             .at = path.at});
            for (auto& [name, value] : found) all[name] = value;
        }
        write(all, label_files.at, "labels", service);
    }

    Project& project_;
    Sources& sources_;
    Files& files_;
    Report& report_;
    std::set<std::pair<std::string_view, std::string>> unset_;  // env file and variable
};

}  // namespace

void resolve_service_environment(const Value& merged, bool variables, Project& project, Sources& sources, Files& files,
                                 Report& report) {
    const Value* services = merged.find("services");
    Value* bound = project.file.find("services");
    if (services == nullptr || bound == nullptr) return;
    std::unordered_map<std::string_view, const Value*> by_name;
    for (const auto& entry : services->entries) by_name.emplace(entry.key, &entry.value);
    Resolver resolver(project, sources, files, report);
    for (auto& entry : bound->entries) resolver.service(*by_name.at(entry.key), variables, entry.value);
}

}  // namespace nagaya::compose
