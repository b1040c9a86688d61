#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"
#include "lint/system_units.hpp"

namespace nagaya::lint {
namespace {

/// The entry that says what the unit starts, or null; systemd takes the first.
const syntax::UnitEntry* said(const Unit& unit, std::string_view type) {
    if (type == ".socket") return last_value(unit, "Socket", "Service");
    const auto all = all_values(unit, type == ".timer" ? "Timer" : "Path", "Unit");
    return all.empty() ? nullptr : all.front();
}

/// "x@.service" for an instance "x@y.service".
std::string template_of(std::string_view name) {
    const size_t at = name.find('@');
    return at == std::string_view::npos ? std::string(name) : concat(name.substr(0, at + 1), extension_of(name));
}

bool has(const Context& context, const Unit& unit, std::string_view name) {
    if (context.unit_called(*unit.service, name) != nullptr) return true;
    for (const HostView* view : context.hosts_of(*unit.service)) {
        const Manager* manager = view->find_manager(unit.account());
        if (manager != nullptr && manager->find(name) != nullptr) return true;
    }
    return false;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        const std::string_view type = extension_of(unit.name);
        if (unit.quadlet() || (type != ".timer" && type != ".socket" && type != ".path")) continue;
        const syntax::UnitEntry* entry = said(unit, type);
        const bool accepts = type == ".socket" && entry == nullptr && last_value(unit, "Socket", "Accept") != nullptr &&
                             is_true(last_value(unit, "Socket", "Accept")->value);
        const auto meant = entry != nullptr
                               ? Expansion(context.site(), nullptr, *unit.service).expand(entry->value)
                               : concat(stem_of(unit.installed), accepts && !unit.is_template() ? "@" : "", ".service");
        if (!meant || meant->contains('%') || extension_of(*meant).empty()) continue;
        if (!unit.system() && is_brought(*meant)) continue;
        if (has(context, unit, *meant) || has(context, unit, template_of(*meant))) continue;
        Diagnostic finding{.code = info.code,
                           .severity = entry != nullptr ? Severity::warning : info.severity,
                           .message = concat("there is no `", visible(*meant), "` for it to start"),
                           .at = entry != nullptr ? entry->value_at : unit.at()};
        if (entry == nullptr) {
            finding.help =
                concat("add the service, or name another in `", type == ".socket" ? "Service" : "Unit", "=`");
        } else {
            std::vector<std::string> names;
            for (const Unit& other : context.units(*unit.service)) names.push_back(other.generated);
            suggest(finding, context.sources(), entry->value, names, "name a unit of the same account");
        }
        report.add(std::move(finding));
    }
}

}  // namespace

extern const Rule nothing_to_start = {
    .info =
        {
            .code = "nothing-to-start",
            .summary = "a timer, socket or path unit has nothing to start",
            .why = "`backup.timer` starts `backup.service` unless `Unit=` names another; a socket has `Service=` for "
                   "that. When the account\n"
                   "has no such unit, systemd refuses the timer when it is started. A unit that the host itself brings "
                   "is a\n"
                   "warning: nagaya does not see it. Then allow it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/units/user/tidy.timer
[Timer]
OnCalendar=daily

[Install]
WantedBy=timers.target

== services/web/units/user/tidy-up.service
[Service]
Type=oneshot
ExecStart=/usr/bin/podman system prune --force
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/units/user/tidy.timer
[Timer]
OnCalendar=daily
Unit=tidy-up.service

[Install]
WantedBy=timers.target

== services/web/units/user/tidy-up.service
[Service]
Type=oneshot
ExecStart=/usr/bin/podman system prune --force
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
