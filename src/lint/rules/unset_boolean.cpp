#include <algorithm>
#include <iterator>

#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_quadlet_line(context, [&](const UnitLine& line) {
        const syntax::UnitEntry& entry = *line.entry;
        if (line.key == nullptr || line.key->kind != ValueKind::boolean) return;
        if (entry.value.empty() || entry.value.size() > 64 || entry.value.contains("@@")) return;
        const std::string value = lower_case(entry.value);
        static constexpr std::string_view words[] = {"1", "yes", "true",  "on",  "y", "t",
                                                     "0", "no",  "false", "off", "n", "f"};
        if (std::ranges::find(words, std::string_view(value)) != std::end(words)) return;
        Diagnostic finding{.code = info.code,
                           .severity = info.severity,
                           .message = concat("`", visible(entry.value), "` is read as no"),
                           .at = entry.value_at};
        suggest(finding, context.sources(), entry.value, {"true", "false", "yes", "no"}, "write `true` or `false`");
        report.add(std::move(finding));
    });
}

}  // namespace

extern const Rule unset_boolean = {
    .info =
        {
            .code = "unset-boolean",
            .summary = "a value is neither yes nor no",
            .why = "Quadlet knows `1`, `yes`, `true`, `on` and takes everything else for no, without a word.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
ReadOnly=ture

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
ReadOnly=true

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
