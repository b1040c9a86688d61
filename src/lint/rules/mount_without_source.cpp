#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container) continue;
        for (const syntax::UnitEntry* entry : all_values(unit, "Container", "Mount")) {
            std::string_view type = "volume";
            bool source = false;
            for (const std::string_view part : split(entry->value, ',')) {
                if (part.starts_with("type=")) type = part.substr(5);
                source |= part.starts_with("source=") || part.starts_with("src=");
            }
            if (source || (type != "bind" && type != "glob" && type != "image")) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("this mount of type `", visible(type), "` has no source"),
                        .at = entry->value_at,
                        .help = "add `source=`"});
        }
    }
}

}  // namespace

extern const Rule mount_without_source = {
    .info =
        {
            .code = "mount-without-source",
            .summary = "a mount has no source",
            .why = "A bind mount, and one of type `glob` or `image`, needs `source=`. Quadlet of Podman 5.4 ends in a "
                   "panic on such a\n"
                   "line, and then makes no unit of any file; others hand it to Podman, which refuses it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Mount=type=bind,destination=/data

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
Mount=type=bind,source=/srv/films,destination=/data

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
