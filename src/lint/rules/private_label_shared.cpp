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
    const BindMount* mount;
    bool told = false;
};

using Uses = std::map<std::string, std::vector<Use>, std::less<>>;

/// What is mounted, the same for every spelling; volumes and homes are each account's own.
std::string place_of(const Unit& unit, std::string_view source) {
    while (source.size() > 1 && source.ends_with('/')) source.remove_suffix(1);
    return source.starts_with('/') ? std::string(source) : concat(unit.account(), ":", source);
}

void tell(const Context& context, const RuleInfo& info, Use& use, const Use& other, Report& report) {
    use.told = true;
    Diagnostic finding{.code = info.code,
                       .severity = info.severity,
                       .message = concat("`", visible(use.mount->source), "` is labelled for `", use.unit->name,
                                         "` alone, and `", other.unit->name, "` mounts it too"),
                       .at = use.mount->place_of(use.mount->label_at),
                       .labels = {{.at = other.mount->at, .message = "here"}},
                       .help = "write `z`"};
    if (use.mount->label_at != Span{}) {
        const bool named = context.sources().text(use.mount->label_at).starts_with("relabel");
        if (named) finding.help = "write `relabel=shared`";
        finding.fixes = {{.at = use.mount->label_at, .replacement = named ? "relabel=shared" : "z", .safe = true}};
    }
    report.add(std::move(finding));
}

/// A label goes to everything below: each place is held against itself and the directories above it.
void check_place(const Context& context, const RuleInfo& info, std::vector<Use>& here, std::vector<Use>& above,
                 Report& report) {
    const auto tell_each = [&](std::vector<Use>& labelled, const std::vector<Use>& others) {
        const Use& first = others.front();
        const auto second = std::ranges::find_if(others, [&](const Use& one) { return one.unit != first.unit; });
        for (Use& use : labelled) {
            if (!use.mount->for_itself || use.told) continue;
            if (use.unit != first.unit)
                tell(context, info, use, first, report);
            else if (second != others.end())
                tell(context, info, use, *second, report);
        }
    };
    tell_each(here, above);
    if (&here != &above) tell_each(above, here);
}

/// Is there a mount that its container has for itself? Mostly there is none.
bool labels_for_itself(const Context& context, const HostView& view, const model::Service& service) {
    return std::ranges::any_of(context.units(service), [&](const Unit& unit) {
        return std::ranges::any_of(context.parts_on(view.host, unit).mounts, &BindMount::for_itself);
    });
}

void check_host(const Context& context, const HostView& view, const RuleInfo& info, Report& report) {
    if (std::ranges::none_of(view.services,
                             [&](const auto* service) { return labels_for_itself(context, view, *service); }))
        return;
    Uses uses;
    for (const model::Service* service : view.services) {
        for (const Unit& unit : context.units(*service)) {
            if (unit.kind != UnitKind::container) continue;
            for (const BindMount& mount : context.parts_on(view.host, unit).mounts) {
                std::vector<Use>& here = uses[place_of(unit, mount.source)];
                if (here.empty() || here.back().unit != &unit)
                    here.push_back({&unit, &mount});
                else if (mount.for_itself)
                    here.back().mount = &mount;
            }
        }
    }
    for (auto& [place, here] : uses) {
        check_place(context, info, here, here, report);
        for (size_t end = place.rfind('/'); end != 0 && end != std::string::npos; end = place.rfind('/', end - 1)) {
            const auto above = uses.find(std::string_view(place).substr(0, end));
            if (above != uses.end()) check_place(context, info, here, above->second, report);
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
