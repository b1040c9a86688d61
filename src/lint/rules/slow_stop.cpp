#include <optional>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const syntax::UnitEntry* asked = last_value(unit, "Container", "StopTimeout");
        const auto wanted = asked != nullptr ? parse_number(asked->value) : std::nullopt;
        if (!wanted) return;
        const syntax::UnitEntry* limit = last_value(unit, "Service", "TimeoutStopSec");
        if (limit == nullptr) limit = last_value(unit, "Service", "TimeoutSec");
        const auto given = limit != nullptr ? parse_number(limit->value) : std::optional<uint64_t>(90);
        if (!given || *given == 0 || *given > *wanted) return;
        Diagnostic finding{.code = info.code,
                           .severity = info.severity,
                           .message = concat("systemd ends it after ", *given, " seconds, before these are over"),
                           .at = asked->value_at,
                           .help = concat("write `TimeoutStopSec=", *wanted + 30, "` under `[Service]`")};
        if (limit != nullptr) finding.labels = {{.at = limit->value_at, .message = "here"}};
        report.add(std::move(finding));
    });
}

}  // namespace

extern const Rule slow_stop = {
    .info =
        {
            .code = "slow-stop",
            .summary = "a container has less time to stop than it asks for",
            .why = "`StopTimeout=` says how long Podman waits before it kills the container; `TimeoutStopSec=` how "
                   "long systemd waits for\n"
                   "Podman, 90 seconds unless it is set. The shorter one wins: a database that needs three minutes to "
                   "write its data is\n"
                   "killed in between.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
StopTimeout=180

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
StopTimeout=180

[Service]
TimeoutStopSec=210

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
