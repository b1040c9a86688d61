#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::volume) continue;
        for (const std::string_view key : {"User", "Group"}) {
            const syntax::UnitEntry* entry = last_value(unit, "Volume", key);
            if (entry == nullptr || entry->value.empty() || parse_number(entry->value) || entry->value.contains("@@") ||
                entry->value.contains('%') || entry->value == "root")
                continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", visible(entry->value), "` is read as 0, so the volume belongs to root"),
                        .at = entry->value_at,
                        .help = "write the number"});
        }
    }
}

}  // namespace

extern const Rule named_owner = {
    .info =
        {
            .code = "named-owner",
            .summary = "the owner of a volume is a name",
            .why = "The manual says that `User=` and `Group=` of a `.volume` may be names. Podman makes 0 of every "
                   "one. Write the number\n"
                   "that the user has inside the container.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=data.volume:/data

[Install]
WantedBy=default.target

== services/web/data.volume
[Volume]
User=postgres
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=data.volume:/data

[Install]
WantedBy=default.target

== services/web/data.volume
[Volume]
User=999
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
