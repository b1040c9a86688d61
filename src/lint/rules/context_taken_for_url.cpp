#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::build) continue;
        const syntax::UnitEntry* entry = last_value(unit, "Build", "SetWorkingDirectory");
        if (entry == nullptr) continue;
        const std::string_view value = entry->value;
        const bool taken = value.starts_with("http") || value.starts_with("git:") || value.starts_with("github.com/");
        if (!taken || value.contains("://")) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", visible(value), "` is taken for the address of a repository"),
                    .at = entry->value_at,
                    .help = concat("write `./", value, "`, or the whole path"),
                    .fixes = {{.at = entry->value_at, .replacement = concat("./", value)}}});
    }
}

}  // namespace

extern const Rule context_taken_for_url = {
    .info =
        {
            .code = "context-taken-for-url",
            .summary = "a build context looks like a URL",
            .why = "Quadlet takes every `SetWorkingDirectory=` that begins with `http`, `git` or the like for the "
                   "address of a repository,\n"
                   "also a directory called `httpd`. Write `./httpd`, or the whole path.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=web.build

[Install]
WantedBy=default.target

== services/web/web.build
[Build]
ImageTag=localhost/web
SetWorkingDirectory=httpd
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=web.build

[Install]
WantedBy=default.target

== services/web/web.build
[Build]
ImageTag=localhost/web
SetWorkingDirectory=/srv/httpd
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
