#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::build && unit.kind != UnitKind::kube) continue;
        const syntax::UnitEntry* ours = last_value(unit, section_of(unit.kind), "SetWorkingDirectory");
        const syntax::UnitEntry* other = last_value(unit, "Service", "WorkingDirectory");
        if (ours == nullptr || other == nullptr) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = "this line does nothing",
                    .at = ours->key_at,
                    .labels = {{.at = other->key_at, .message = "because of this one"}},
                    .help = "take one of them out"});
    }
}

}  // namespace

extern const Rule working_directory_wins = {
    .info =
        {
            .code = "working-directory-wins",
            .summary = "two lines say where a build happens",
            .why = "`WorkingDirectory=` in `[Service]` switches `SetWorkingDirectory=` off, and then that directory is "
                   "the context of the\n"
                   "build as well.",
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
SetWorkingDirectory=unit

[Service]
WorkingDirectory=/srv
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
SetWorkingDirectory=unit
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
