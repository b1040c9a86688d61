#include <set>
#include <unordered_map>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/ports.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

struct Check {
    const Context& context;
    const RuleInfo& info;
    Report& report;
    std::set<std::pair<const Unit*, const Unit*>> told;  // several hosts often run the same pair

    void units(const HostView& host, std::string_view account, const Manager& manager) {
        for (const auto* unit : manager.units) {
            const auto* same_file = manager.find(unit->installed);
            const auto* same_unit = manager.find(unit->generated);
            const auto* other = same_file != unit ? same_file : same_unit;
            if (other == unit || !told.emplace(unit, other).second) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", unit->name, "` of service `", unit->service->name, "` and `",
                                          other->name, "` of service `", other->service->name, "` are both `",
                                          same_file != unit ? unit->installed : unit->generated, "` of account `",
                                          account, "` on host `", host.host->name, "`"),
                        .at = unit->at(),
                        .labels = {{.at = other->at(), .message = "the other one"}},
                        .help = "rename one of the two files, or give the services accounts of their own"});
        }
    }

    /// The socket and the proxy of a port are units of the system manager too.
    void proxies(const HostView& host, const Manager& manager) {
        for (const auto* service : host.services) {
            for (const auto& port : service->ports) {
                if (!is_proxied(*service, port)) continue;
                for (const auto* suffix : {".socket", ".service"}) {
                    const auto name = concat(system_prefix(context.site(), *service), port.name.value, suffix);
                    const auto* other = manager.find(name);
                    if (other == nullptr) continue;
                    if (!told.emplace(other, nullptr).second) continue;
                    report.add({.code = info.code,
                                .severity = info.severity,
                                .message = concat("the way in of port `", port.name.value, "` needs the name `", name,
                                                  "`, which `", other->name, "` has"),
                                .at = port.name.at,
                                .labels = {{.at = other->at(), .message = "this unit"}},
                                .help = "rename the unit or the port"});
                }
            }
        }
    }
};

/// A unit of the system manager says to other accounts that a service is up.
void check_ready(const Context& context, const HostView& host, const RuleInfo& info, Report& report) {
    const auto* system = host.find_manager("root");
    for (const auto* service : host.services) {
        for (const auto& need : service->needs) {
            const auto* other = context.site().find_service(need.service.value);
            if (other == nullptr || other->account.value == service->account.value || !host.runs(other->name)) continue;
            const auto name = concat(system_prefix(context.site(), *other), "ready.service");
            Diagnostic finding{
                .code = info.code,
                .severity = info.severity,
                .message = concat("other accounts wait for `", other->name, "` with a unit `", name, "`"),
                .at = need.service.at};
            if (const auto* unit = system != nullptr ? system->find(name) : nullptr) {
                finding.labels = {{.at = unit->at(), .message = "this unit has the same name"}};
                finding.help = "rename the unit";
            }
            for (const auto& port : other->ports) {
                if (port.name.value != "ready" || !is_proxied(*other, port)) continue;
                finding.labels = {{.at = port.name.at, .message = "the way in of this port has the same name"}};
                finding.help = "rename the port";
            }
            if (!finding.labels.empty()) report.add(std::move(finding));
        }
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    Check rule{.context = context, .info = info, .report = report, .told = {}};
    for (const auto& host : context.hosts()) {
        for (const auto& [account, manager] : host.managers) rule.units(host, account, manager);
        if (const auto* system = host.find_manager("root")) rule.proxies(host, *system);
        check_ready(context, host, info, report);
    }
}

}  // namespace

extern const Rule duplicate_unit = {
    .info =
        {
            .code = "duplicate-unit",
            .summary = "two files give the same unit in one service manager of a host",
            .why = "A unit's name is unique in its manager. `web.container` becomes `web.service`, and so does a "
                   "hand-written\n"
                   "`units/user/web.service`, or any Quadlet with `ServiceName=web`. Of two such files one silently "
                   "hides the\n"
                   "other: systemd prefers a written unit over a generated one, and the Quadlet generator lets the "
                   "later file\n"
                   "overwrite the earlier. Services that share an account share its names.",
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

== services/web/units/user/web.service
[Service]
ExecStart=/usr/bin/sleep 60

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

== services/web/units/user/web-warm-up.service
[Service]
ExecStart=/usr/bin/sleep 60

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
