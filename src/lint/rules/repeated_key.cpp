#include <array>
#include <utility>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr size_t most_keys = 256;

void check_unit(const Unit& unit, const RuleInfo& info, Report& report) {
    std::array<const syntax::UnitEntry*, most_keys> last{};  // of each row of the table of keys
    for (const UnitLine& line : unit.lines) {
        const syntax::UnitEntry& entry = *line.entry;
        if (entry.key_at.file != unit.file->file) return;  // drop-ins are there to replace what the unit says
        if (line.key == nullptr || (line.key->kind != ValueKind::last && line.key->kind != ValueKind::boolean &&
                                    line.key->kind != ValueKind::number && line.key->kind != ValueKind::last_arguments))
            continue;
        const auto row = static_cast<size_t>(line.key - quadlet_keys().data());
        const syntax::UnitEntry* before = std::exchange(last.at(row), &entry);
        if (before != nullptr && !before->value.empty() && !entry.value.empty())
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("this `", entry.key, "=` does nothing"),
                        .at = before->key_at,
                        .labels = {{.at = entry.key_at, .message = "this one counts"}},
                        .help = "take one of them out"});
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units())
        if (unit.quadlet()) check_unit(unit, info, report);
}

}  // namespace

extern const Rule repeated_key = {
    .info =
        {
            .code = "repeated-key",
            .summary = "a key stands twice, and only the last line counts",
            .why = "Keys that have one value do not add up: the last line wins, and the first one does nothing. In a "
                   "drop-in that is how a\n"
                   "value is replaced; in one file it is mostly a mistake.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
ContainerName=front
ContainerName=web

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
ContainerName=web

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
