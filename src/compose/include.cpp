// `include`: another project's services and resources, with paths and variables of their own.
#include <algorithm>

#include "base/text.hpp"
#include "compose/canonical.hpp"
#include "compose/loader.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

constexpr std::string_view code = "compose-include";
constexpr size_t deepest = 200;

/// The texts of a text or a list.
std::vector<const Value*> texts_of(const Value* value) {
    std::vector<const Value*> found;
    if (value == nullptr) return found;
    if (value->is_text()) found.push_back(value);
    for (const auto& item : value->items)
        if (item.is_text()) found.push_back(&item);
    return found;
}

}  // namespace

void Loader::include_all(Value& root, const Scope& scope) {
    Value* found = root.find("include");
    if (found == nullptr) return;
    const Value entries = *found;
    root.erase("include");
    if (entries.is_null()) return;
    if (!entries.is_sequence())
        return error(code, entries.at, concat("`include` is a ", kind_name(entries.kind), ", not a list"));
    for (const auto& entry : entries.items) include(entry, root, scope);
}

void Loader::include(const Value& entry, Value& root, const Scope& scope) {
    if (!entry.is_text() && !entry.is_mapping())
        return error(code, entry.at, concat("an entry of `include` is a ", kind_name(entry.kind)));
    const auto wanted = texts_of(entry.is_text() ? &entry : entry.find("path"));
    std::vector<std::string> paths;
    for (const auto* path : wanted) {
        if (is_remote(path->text))
            return error(code, path->at,
                         concat("`", visible(path->text), "` is on another machine, which is not asked"),
                         "fetch the file and name it by its path");
        paths.push_back(join_path(scope.directory, path->text));
    }
    if (paths.empty()) return;
    for (size_t i = 0; i < paths.size(); ++i)
        if (std::ranges::find(scope.included, paths[i]) != scope.included.end())
            return error(code, wanted[i]->at,
                         concat("`", visible(wanted[i]->text), "` is included by what it includes"));
    if (scope.included.size() > deepest)
        return error(code, entry.at, concat("more than ", deepest, " files include each other in a chain"),
                     "include the files of the chain in the first one");
    // Files that each include the next one twice are no circle, and grow as fast.
    if (includes_left_ == 0) return;
    if (--includes_left_ == 0)
        return error(code, entry.at, "more files are included than can be read", "include each file once");
    std::string directory = parent_path(paths[0]);
    if (const auto* given = entry.find("project_directory"); given != nullptr && !given->text.empty())
        directory = join_path(scope.directory, given->text);
    Environment& environment = environments_.emplace_back(*scope.environment);
    if (!include_environment(entry, scope, directory, environment)) return;
    const Span at = entry.at;
    Value file =
        load_files(paths, {.directory = directory, .environment = &environment, .included = scope.included}, &at);
    import(std::move(file), root, at);
}

bool Loader::include_environment(const Value& entry, const Scope& scope, const std::string& directory,
                                 Environment& environment) {
    std::vector<std::pair<std::string, Span>> wanted;
    for (const auto* path : texts_of(entry.find("env_file")))
        wanted.emplace_back(join_path(scope.directory, path->text), path->at);
    const std::string usual = join_path(directory, ".env");
    if (wanted.empty() && files_.is_file(usual)) wanted.emplace_back(usual, entry.at);
    Environment found;
    const Lookup lookup = [&](std::string_view name) -> std::optional<std::string_view> {
        const auto known = scope.environment->find(name);
        return known != scope.environment->end() ? std::optional<std::string_view>(known->second) : std::nullopt;
    };
    for (const auto& [path, at] : wanted) {
        const auto read = files_.read(path);
        if (!read.file) {
            error(code, at, concat("`", visible(files_.shown(path)), "` cannot be read: ", read.error));
            return false;
        }
        if (const auto wrong =
                read_env_file(sources_.text(*read.file), found, lookup, [](std::string_view, size_t) {})) {
            error("compose-env-file", at,
                  concat("line ", wrong->line, " of `", visible(files_.shown(path)), "`: ", wrong->message));
            return false;
        }
    }
    environment.merge(found);
    return true;
}

void Loader::import(Value from, Value& into, Span at) {
    for (const auto kind : {"services", "volumes", "networks", "secrets", "configs", "models"}) {
        Value* resources = from.find(kind);
        if (resources == nullptr || !resources->is_mapping()) continue;
        Value* there = into.find(kind);
        if (there == nullptr || !there->is_mapping()) there = &into.set(kind, Value::of_mapping(at));
        for (auto& entry : resources->entries) {
            const Value* own = there->find(entry.key);
            if (own == nullptr)
                there->entries.push_back(std::move(entry));
            else if (!same(*own, entry.value))
                report_.add(
                    {.code = code,
                     .message = concat("`", kind, ".", visible(entry.key), "` stands here and in an included file"),
                     .at = own->at,
                     .labels = {{.at = at, .message = "included here"},
                                {.at = entry.key_at, .message = "the other one"}}});
        }
    }
}

}  // namespace nagaya::compose
