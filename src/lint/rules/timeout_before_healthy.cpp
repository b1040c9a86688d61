#include <optional>
#include <utility>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "model/duration.hpp"

namespace nagaya::lint {
namespace {

std::optional<uint64_t> milliseconds(const syntax::UnitEntry* entry, uint64_t otherwise) {
    if (entry == nullptr) return otherwise;
    if (const auto seconds = parse_number(entry->value)) return *seconds * 1000;
    std::string text(entry->value);
    std::erase(text, ' ');
    for (const auto& [word, letter] :
         {std::pair<std::string_view, std::string_view>{"min", "m"}, {"sec", "s"}, {"hr", "h"}})
        if (text.ends_with(word)) text.replace(text.size() - word.size(), word.size(), letter);
    return model::parse_duration(text);
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const syntax::UnitEntry* notify = last_value(unit, "Container", "Notify");
        if (notify == nullptr || notify->value != "healthy") return;
        const syntax::UnitEntry* limit = last_value(unit, "Service", "TimeoutStartSec");
        const syntax::UnitEntry* period = last_value(unit, "Container", "HealthStartPeriod");
        const auto most = milliseconds(limit, 90'000);
        const auto start = milliseconds(period, 0);
        const auto interval = milliseconds(last_value(unit, "Container", "HealthInterval"), 30'000);
        if (!most || !start || !interval || *most == 0 || *most >= *start + (period == nullptr ? 0 : *interval)) return;
        const syntax::UnitEntry* at = limit != nullptr ? limit : period;
        report.add(
            {.code = info.code,
             .severity = info.severity,
             .message = concat("the start of `", unit.name, "` is cut off after ", model::print_duration(*most),
                               ", before it can be healthy"),
             .at = at->value_at,
             .labels = {{.at = notify->value_at, .message = "waits for the health check"}},
             .help = concat("write `TimeoutStartSec=", (*start + *interval) / 1000 + 60, "` under `[Service]`")});
    });
}

}  // namespace

extern const Rule timeout_before_healthy = {
    .info =
        {
            .code = "timeout-before-healthy",
            .summary = "a unit must be up before its health check can succeed",
            .why = "With `Notify=healthy` a start lasts until the first check succeeds. If `TimeoutStartSec=` ends "
                   "before\n"
                   "`HealthStartPeriod=` and the interval of the check are over, systemd ends a container that was "
                   "starting well.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
HealthCmd=curl -fs http://127.0.0.1/
HealthStartPeriod=2m
Notify=healthy

[Service]
TimeoutStartSec=60

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
HealthCmd=curl -fs http://127.0.0.1/
HealthStartPeriod=2m
Notify=healthy

[Service]
TimeoutStartSec=300

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
