#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "lint/system_units.hpp"

namespace nagaya::lint {
namespace {

/// Is it a unit of another manager? Then systemd ignores the line, and user-manager-dependency tells.
bool is_elsewhere(const Context& context, const Unit& unit, std::string_view name) {
    if (!unit.system() && is_only_of_system(name)) return true;
    for (const HostView* view : context.hosts_of(*unit.service)) {
        const Manager* manager = view->find_manager(unit.account());
        if (view->find_unit(name) != nullptr && manager != nullptr && manager->find(name) == nullptr) return true;
    }
    return false;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        std::vector<std::string_view> ordered;
        for (const std::string_view key : {"After", "Before"})
            for (const syntax::UnitEntry* entry : all_values(unit, "Unit", key))
                for (const Word& word : words_at(context.sources(), entry->value_at)) ordered.push_back(word.value);
        for (const std::string_view key : {"Requires", "BindsTo"}) {
            for (const syntax::UnitEntry* entry : all_values(unit, "Unit", key)) {
                for (const Word& word : words_at(context.sources(), entry->value_at)) {
                    if (!word.value.ends_with(".service") && kind_of(word.value) == UnitKind::plain) continue;
                    if (std::ranges::find(ordered, word.value) != ordered.end() ||
                        is_elsewhere(context, unit, word.value))
                        continue;
                    const Span end{
                        .file = entry->value_at.file, .begin = entry->value_at.end, .end = entry->value_at.end};
                    report.add({.code = info.code,
                                .severity = info.severity,
                                .message = concat("`", unit.name, "` needs `", visible(word.value),
                                                  "`, and starts at the same time"),
                                .at = word.at,
                                .help = concat("add `After=", word.value, "`"),
                                .fixes = {{.at = end, .replacement = concat("\nAfter=", word.value), .safe = true}}});
                }
            }
        }
    }
}

}  // namespace

extern const Rule requires_without_after = {
    .info =
        {
            .code = "requires-without-after",
            .summary = "a unit requires another and does not wait for it",
            .why = "`Requires=` and `BindsTo=` say that both must run, not in which order: systemd starts them at the "
                   "same time, and the\n"
                   "first connection finds nobody. `After=` is the order; almost always both are wanted.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/two.container
[Unit]
Requires=web.service

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

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/two.container
[Unit]
Requires=web.service
After=web.service

[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
