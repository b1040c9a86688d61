#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_quadlet_line(context, [&](const UnitLine& line) {
        if (line.key == nullptr || line.key->flag != KeyFlag::deprecated) return;
        const syntax::UnitEntry& entry = *line.entry;
        const std::string_view successor = entry.key.starts_with("Remap") ? "UserNS"
                                           : entry.key == "VolatileTmp"   ? "Tmpfs"
                                                                          : "";
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", entry.key, "=` is deprecated"),
                    .at = entry.key_at,
                    .help = successor.empty() ? "see podman-systemd.unit(5) for what to write now"
                                              : concat("write `", successor, "=`")});
    });
}

}  // namespace

extern const Rule deprecated_quadlet_key = {
    .info =
        {
            .code = "deprecated-quadlet-key",
            .summary = "a Quadlet key has a successor",
            .why = "The key works for now; the manual names another one in its place, and later releases of Podman may "
                   "drop it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
RemapUsers=auto

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
UserNS=auto

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
