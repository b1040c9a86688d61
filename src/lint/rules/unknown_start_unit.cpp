#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// "x@one.service" is an instance of "x@.service".
bool names_unit(std::string_view name, const Unit& unit) {
    if (name == unit.name || name == generated_name(unit.name) || name == unit.generated) return true;
    if (!unit.is_template()) return false;
    const auto at = name.find('@');
    return at != std::string_view::npos && concat(name.substr(0, at + 1), extension_of(name)) == unit.name;
}

/// Where `"name" =` stands on the line of the value at `value`; the model keeps the value's place only.
Span key_before(const Sources& sources, Span value, std::string_view name) {
    const auto text = sources.text(value.file).substr(0, value.begin);
    const auto line = text.rfind('\n') + 1;  // npos + 1 is the file's start
    const auto found = text.find(concat('"', name, '"'), line);
    if (found == std::string_view::npos) return value;
    return {.file = value.file,
            .begin = static_cast<uint32_t>(found),
            .end = static_cast<uint32_t>(found + name.size() + 2)};
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [service_name, service] : context.site().services) {
        const auto units = context.units(service);
        for (const auto& [name, policy] : service.start) {
            if (std::ranges::any_of(units, [&](const Unit& unit) { return names_unit(name, unit); })) continue;
            Diagnostic finding{.code = info.code,
                               .severity = info.severity,
                               .message = concat("service `", service_name, "` has no unit `", name, "`"),
                               .at = key_before(context.sources(), policy.at, name)};
            std::vector<std::string> known;
            for (const Unit& unit : units) known.emplace_back(unit.name);
            suggest(finding, context.sources(), name, known, "take the line out");
            report.add(std::move(finding));
        }
    }
}

}  // namespace

extern const Rule unknown_start_unit = {
    .info =
        {
            .code = "unknown-start-unit",
            .summary = "`[start]` names a unit that the service does not have",
            .why = "A line under `[start]` says what happens to one unit or Quadlet file of the service, called by its "
                   "name in\n"
                   "the site. A name that no file has decides nothing, and the unit that was meant is started as if "
                   "the line\n"
                   "were not there.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[start]
"wbe.container" = "start"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[start]
"web.container" = "start"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
