// Reads the files of a project into one value: each document is interpolated, extended, laid on what came before, and checked.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compose/decode_yaml.hpp"
#include "compose/project.hpp"

namespace nagaya::compose {

class Loader {
public:
    Loader(const ProjectOptions& options, Sources& sources, Files& files, Report& report, Project& project)
        : options_(options), sources_(sources), files_(files), report_(report), project_(project) {}

    /// The merged file, in canonical form with absolute paths.
    Value load();

    /// The `name:` of the files before interpolation: the last one that is not empty.
    std::string_view named() const { return named_; }
    /// Reads the files' trees, which `load` and `named` need.
    void read_trees();

private:
    /// What paths are relative to and where variables come from: the project, or an included one.
    struct Scope {
        std::string directory;
        const Environment* environment;
        std::vector<std::string> included;  // the files that are being included
    };
    /// The services of one file, found by name, and what each of them resets in what it extends.
    struct Services {
        Value* value = nullptr;
        std::unordered_map<std::string_view, size_t> places{};
        std::unordered_map<std::string_view, std::vector<ResetPath>> resets{};

        Value* find(std::string_view name);
        void note(const std::vector<ResetPath>& all);
    };
    /// A file that services are extended from.
    struct Base {
        Value value = Value::of_mapping({});
        Services services{};
    };
    /// A service that extends, or is extended.
    struct Extended {
        Services* services = nullptr;
        std::string_view file{};
        std::string_view name{};
    };

    Value load_files(const std::vector<std::string>& paths, const Scope& scope, const Span* asked);
    /// Defaults, checks and paths of the merged file.
    void complete(Value& file, const Scope& scope, bool with_paths);
    void load_file(const std::string& path, const Scope& scope, const Span* asked, Value& file);
    void load_document(Document document, const std::string& path, const Scope& scope, Value& file);
    const syntax::YamlStream* tree(const std::string& path, const Span* asked);
    void interpolate_document(Value& root, const Scope& scope);
    void drop_version(Value& file);

    void extend_all(Value& root, const std::string& path, const Scope& scope, const std::vector<ResetPath>& resets);
    void extend(const Extended& service, const Scope& scope);
    std::optional<Extended> find_base(const Extended& service, const Value& extends, const Scope& scope);
    bool lay_on(const Extended& service, const Extended& extended);
    /// False when a copy of `value` is more than may be made.
    bool take_values(const Value& value);
    Services* base_file(const std::string& path, const Scope& scope, Span asked);

    void include_all(Value& root, const Scope& scope);
    void include(const Value& entry, Value& root, const Scope& scope);
    bool include_environment(const Value& entry, const Scope& scope, const std::string& directory,
                             Environment& environment);
    void import(Value from, Value& into, Span at);

    void error(std::string_view code, Span at, std::string message, std::string help = "");

    const ProjectOptions& options_;
    Sources& sources_;
    Files& files_;
    Report& report_;
    Project& project_;
    std::string named_;
    std::map<std::string, const syntax::YamlStream*, std::less<>> trees_;
    std::map<std::pair<const Environment*, std::string>, Base> bases_;
    std::deque<Environment> environments_;  // of included projects
    std::set<std::string, std::less<>> unset_;
    size_t values_left_ = 3'000'000;
    size_t bytes_left_ = 256 << 20;
    size_t includes_left_ = 1000;
};

/// True for what the reference would fetch from elsewhere: `https://…`, `git@…`, `oci://…`.
bool is_remote(std::string_view path);

}  // namespace nagaya::compose
