#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "lint/unit_keys.hpp"

namespace nagaya::lint {
namespace {

using Keys = std::initializer_list<std::string_view>;

bool has_any(const Unit& unit, std::string_view section, Keys keys) {
    return std::ranges::any_of(keys, [&](std::string_view key) { return !all_values(unit, section, key).empty(); });
}

/// What a unit of that type must have; "" if it has it.
std::string_view missing(const Unit& unit, std::string_view section) {
    if (section == "Service" && !has_any(unit, section, {"ExecStart", "ExecStop"}) &&
        !has_any(unit, "Unit", {"SuccessAction"}))
        return "ExecStart=";
    if (section == "Timer" && !has_any(unit, section,
                                       {"OnCalendar", "OnActiveSec", "OnBootSec", "OnStartupSec", "OnUnitActiveSec",
                                        "OnUnitInactiveSec", "OnClockChange", "OnTimezoneChange"}))
        return "OnCalendar=";
    if (section == "Path" &&
        !has_any(unit, section, {"PathExists", "PathExistsGlob", "PathChanged", "PathModified", "DirectoryNotEmpty"}))
        return "PathChanged=";
    if (section == "Socket" && !has_any(unit, section,
                                        {"ListenStream", "ListenDatagram", "ListenSequentialPacket", "ListenFIFO",
                                         "ListenSpecial", "ListenNetlink", "ListenMessageQueue", "ListenUSBFunction"}))
        return "ListenStream=";
    return {};
}

void check_unit(const Unit& unit, const RuleInfo& info, Report& report) {
    const std::string_view section = own_section_of(unit.installed);
    if (const std::string_view key = missing(unit, section); !key.empty()) {
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.name, "` has no `", key, "`: systemd refuses it"),
                    .at = unit.at(),
                    .help = concat("add `", key, "…` to its `[", section, "]` section")});
        return;
    }
    if (section != "Service") return;
    const auto starts = all_values(unit, section, "ExecStart");
    const syntax::UnitEntry* type = last_value(unit, section, "Type");
    const bool oneshot = type != nullptr && type->value == "oneshot";
    if (oneshot || starts.size() < 2) return;
    report.add(
        {.code = info.code,
         .severity = info.severity,
         .message = concat("`", unit.name, "` has ", starts.size(), " lines `ExecStart=`: systemd refuses it"),
         .at = starts[1]->key_at,
         .labels = {{.at = starts[0]->key_at, .message = "the first is here"}},
         .help =
             "write `Type=oneshot` if they run one after another, or an empty `ExecStart=` to take the first back"});
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units())
        if (!unit.quadlet()) check_unit(unit, info, report);
}

}  // namespace

extern const Rule refused_unit = {
    .info =
        {
            .code = "refused-unit",
            .summary = "systemd refuses a unit as a whole",
            .why = "A service without `ExecStart=`, or with two of them that is not `Type=oneshot`, a timer without a "
                   "time, a socket\n"
                   "without an address and a path unit without a path are not loaded (\"bad unit file setting\").",
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

== services/web/units/user/tidy.service
[Service]
ExecStart=/usr/bin/true

== services/web/units/user/tidy.timer
[Timer]
Persistent=true

[Install]
WantedBy=timers.target
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

== services/web/units/user/tidy.service
[Service]
ExecStart=/usr/bin/true

== services/web/units/user/tidy.timer
[Timer]
OnCalendar=daily
Persistent=true

[Install]
WantedBy=timers.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
