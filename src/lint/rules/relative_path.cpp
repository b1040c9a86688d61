#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "lint/trailing_comment.hpp"

namespace nagaya::lint {
namespace {

struct PathKey {
    std::string_view key;
    bool beside = false;  ///< Quadlet looks beside the unit; else Podman does in the directory where the service runs
};

std::span<const PathKey> path_keys(UnitKind kind) {
    static constexpr auto of_container = std::to_array<PathKey>({{"EnvironmentFile", true}, {"SeccompProfile"}});
    static constexpr auto of_kube = std::to_array<PathKey>({{"Yaml", true}, {"ConfigMap", true}});
    static constexpr auto of_build =
        std::to_array<PathKey>({{"SetWorkingDirectory", true}, {"File"}, {"AuthFile"}, {"IgnoreFile"}});
    static constexpr auto of_image = std::to_array<PathKey>({{"AuthFile"}, {"CertDir"}, {"DecryptionKey"}});
    switch (kind) {
        case UnitKind::container: return of_container;
        case UnitKind::kube: return of_kube;
        case UnitKind::build: return of_build;
        case UnitKind::image: return of_image;
        default: return {};
    }
}

/// Neither a whole path nor a word or URL that the key has besides; unexpanded-home tells of `~`.
bool is_relative(std::string_view value) {
    constexpr auto words = std::to_array<std::string_view>({"unit", "file", "yaml", "unconfined"});
    return !value.empty() && std::string_view("/%@$~-\"'").find(value[0]) == std::string_view::npos &&
           !value.contains(':') && !value.contains("@@") && std::ranges::find(words, value) == words.end();
}

/// Does File= start from the unit's own directory?
bool builds_beside(const Unit& unit) {
    const auto* directory = last_value(unit, "Build", "SetWorkingDirectory");
    return directory != nullptr && directory->value == "unit" &&
           last_value(unit, "Service", "WorkingDirectory") == nullptr;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        const bool placed = unit.kind == UnitKind::build && last_value(unit, "Service", "WorkingDirectory") != nullptr;
        for (const PathKey& path : path_keys(unit.kind)) {
            if (path.key == "File" && (placed || !builds_beside(unit))) continue;  // starts elsewhere, or is refused
            const bool beside = path.beside || path.key == "File";
            for (const auto* entry : all_values(unit, section_of(unit.kind), path.key)) {
                if (find_trailing_comment(*entry)) continue;
                for (const Word& word : words_at(context.sources(), entry->value_at)) {
                    if (!is_relative(word.value)) continue;
                    report.add({.code = info.code,
                                .severity = info.severity,
                                .message = concat("`", visible(word.value), "` is looked for ",
                                                  beside ? "beside the unit on the host, where nothing is"
                                                         : "where the service runs, not beside the unit"),
                                .at = word.at,
                                .help = concat("put the file into files/ of the service, and write `@@FILES_PATH@@/",
                                               word.value.substr(word.value.starts_with("./") ? 2 : 0), "`")});
                }
            }
        }
    }
}

}  // namespace

extern const Rule relative_path = {
    .info =
        {
            .code = "relative-path",
            .summary = "a key names a file beside the unit",
            .why = "Quadlet looks for `Yaml=`, `ConfigMap=`, `EnvironmentFile=` and a build's directory beside the "
                   "unit file, which on the host\n"
                   "lies among the units that nagaya writes; Podman looks for a `SeccompProfile=` or an `AuthFile=` "
                   "where the service runs. No\n"
                   "file of the site is at either place. Files come from `files/`, secrets from `[secrets]`, and "
                   "images are built from `image/`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/files/web.env
GREETING=hello

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
EnvironmentFile=web.env

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/files/web.env
GREETING=hello

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
EnvironmentFile=@@FILES_PATH@@/web.env

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
