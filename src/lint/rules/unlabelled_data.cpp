#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/container.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr std::array<std::string_view, 4> enforcing = {"coreos", "fedora", "microos", "tumbleweed"};

bool label_is_off(const Unit& unit) {
    const auto* disabled = last_value(unit, "Container", "SecurityLabelDisable");
    return disabled && is_true(disabled->value);
}

void check_unit(const Context& context, const HostView& view, const Unit& unit, const RuleInfo& info, Report& report) {
    if (label_is_off(unit)) return;
    for (const BindMount& bind : context.parts_on(view.host, unit).mounts) {
        if (bind.relabelled || !lies_in(bind.source, context.site().settings.data_root.value)) continue;
        const model::Mount* mount = mount_of(*view.host, bind.source);
        if (mount && keeps_no_labels(*mount)) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("the data in `", visible(bind.source), "` get no SELinux label"),
                    .at = bind.at,
                    .labels = {{.at = view.host->os.at, .message = "a system that enforces SELinux"}},
                    .help = "add the option `Z`, or `z` when several containers share the directory"});
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts()) {
        if (std::ranges::find(enforcing, view.host->os.value) == enforcing.end()) continue;
        for (const model::Service* service : view.services)
            for (const Unit& unit : context.units(*service)) check_unit(context, view, unit, info, report);
    }
}

}  // namespace

extern const Rule unlabelled_data = {
    .info =
        {
            .code = "unlabelled-data",
            .summary = "a container may not reach its data on a host with SELinux",
            .why =
                "A new directory below the data root has the label of what is around it, and SELinux keeps containers "
                "away from that, whoever\n"
                "owns it. With `:Z` Podman labels it for this container alone, with `:z` for every container. On hosts "
                "without SELinux\n"
                "the options do nothing.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
os = "microos"
services = ["web"]

== services/web/service.toml
[[data]]
path = "html"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=@@DATA_PATH@@/html:/usr/share/nginx/html

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
os = "microos"
services = ["web"]

== services/web/service.toml
[[data]]
path = "html"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=@@DATA_PATH@@/html:/usr/share/nginx/html:Z

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
