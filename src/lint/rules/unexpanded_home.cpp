#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Keys of Quadlets that are paths on the host.
constexpr auto path_keys =
    std::to_array<std::string_view>({"AuthFile", "CertDir", "ConfigMap", "DecryptionKey", "EnvironmentFile", "File",
                                     "IgnoreFile", "SeccompProfile", "SetWorkingDirectory", "Yaml"});

/// How many bytes of the path stand for a home: of "~/x", "$HOME/x". 0 for none.
size_t home_in(std::string_view path) {
    for (const std::string_view home : {"~", "$HOME"})
        if (path.starts_with(home) && (path.size() == home.size() || path[home.size()] == '/')) return home.size();
    return 0;
}

void tell(const RuleInfo& info, std::string_view path, Span at, bool exact, Report& report) {
    const size_t home = home_in(path);
    if (home == 0) return;
    Diagnostic finding{
        .code = info.code,
        .severity = info.severity,
        .message = concat("`", path.substr(0, home), "` is nobody's home here: `", visible(path), "` stays as it is"),
        .at = at,
        .help = concat("write `%h", visible(path.substr(home)), "`")};
    if (exact)
        finding.fixes = {{.at = {.file = at.file, .begin = at.begin, .end = at.begin + static_cast<uint32_t>(home)},
                          .replacement = "%h",
                          .safe = true}};
    report.add(std::move(finding));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (!unit.quadlet()) continue;
        for (const BindMount& mount : context.parts_of(unit).mounts)
            tell(info, mount.source, mount.place_of(mount.source_at), mount.source_at != Span{}, report);
        for (const std::string_view key : path_keys)
            for (const auto* entry : all_values(unit, section_of(unit.kind), key))
                for (Word word : words_at(context.sources(), entry->value_at)) {
                    if (word.value.starts_with('-')) {  // a file that may be missing
                        word.value.remove_prefix(1);
                        ++word.at.begin;
                    }
                    tell(info, word.value, word.at, true, report);
                }
    }
}

}  // namespace

extern const Rule unexpanded_home = {
    .info =
        {
            .code = "unexpanded-home",
            .summary = "a path begins with `~`",
            .why = "Only a shell knows `~` and `$HOME`, and none reads a Quadlet: Podman gets them letter by letter, "
                   "takes `~/data` for the\n"
                   "name of a volume, which it cannot be, and the unit does not start. The home of the account is "
                   "`%h`. What is to be kept\n"
                   "belongs below `@@DATA_PATH@@` of a `[[data]]`, and configuration into `files/`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=~/pages:/usr/share/nginx/html:ro

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=%h/pages:/usr/share/nginx/html:ro

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
