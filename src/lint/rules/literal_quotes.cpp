#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (!unit.quadlet()) continue;
        for (const syntax::UnitSection& section : sections_of(unit)) {
            for (const syntax::UnitEntry& entry : section.entries) {
                const std::string_view value = entry.value;
                if (value.size() < 2 || (value.front() != '"' && value.front() != '\'') ||
                    value.back() != value.front())
                    continue;
                const QuadletKey* key = find_quadlet_key(section.name, entry.key);
                if (key == nullptr || key->kind != ValueKind::list) continue;
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("the quotes become part of `", entry.key, "=`"),
                            .at = entry.value_at,
                            .help = "write it without quotes",
                            .fixes = {{.at = entry.value_at,
                                       .replacement = std::string(value.substr(1, value.size() - 2)),
                                       .safe = true}}});
            }
        }
    }
}

}  // namespace

extern const Rule literal_quotes = {
    .info =
        {
            .code = "literal-quotes",
            .summary = "quotes become part of a value",
            .why = "Quadlet hands each line of `PublishPort=`, `Volume=`, `Network=` and the like to Podman as it is, "
                   "with its quotes:\n"
                   "`Volume=\"/a:/b\"` is a volume called `\"/a`. Write the value without them.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort="127.0.0.1:8080:80"

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
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
