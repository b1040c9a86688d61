#include <algorithm>
#include <map>
#include <vector>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

struct Use {
    const Unit* unit;
    const VolumeLine* volume;
};

void check_host(const Context& context, const HostView& view, const RuleInfo& info, Report& report) {
    std::map<std::string_view, std::vector<Use>> uses;
    for (const model::Service* service : view.services) {
        for (const Unit& unit : context.units(*service)) {
            if (unit.kind != UnitKind::container) continue;
            for (const VolumeLine& volume : context.parts_on(view.host, unit).volumes)
                if (volume.is_bind() && volume.complete) uses[volume.source].push_back({&unit, &volume});
        }
    }
    for (const auto& [source, all] : uses) {
        for (const Use& use : all) {
            const auto other = std::ranges::find_if(all, [&](const Use& one) { return one.unit != use.unit; });
            if (!use.volume->has("Z") || other == all.end()) continue;
            const auto word = std::ranges::find(use.volume->options, "Z", &Word::value);
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", visible(source), "` is labelled for `", use.unit->name, "` alone, and `",
                                          other->unit->name, "` mounts it too"),
                        .at = word->at,
                        .labels = {{.at = other->volume->entry->value_at, .message = "here"}},
                        .help = "write `z`",
                        .fixes = {{.at = word->at, .replacement = "z", .safe = true}}});
        }
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts()) check_host(context, view, info, report);
}

}  // namespace

extern const Rule private_label_shared = {
    .info =
        {
            .code = "private-label-shared",
            .summary = "two containers mount a directory, and one labels it for itself alone",
            .why = "`:Z` gives the files of a directory the SELinux label of one container. When another container "
                   "mounts the same\n"
                   "directory, whichever starts last takes it away from the other, which then gets \"permission "
                   "denied\". `:z` is the label\n"
                   "that all containers may use.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/srv/shared:/in:Z

[Install]
WantedBy=default.target

== services/web/two.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/srv/shared:/out:z

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
Volume=/srv/shared:/in:z

[Install]
WantedBy=default.target

== services/web/two.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/srv/shared:/out:z

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
