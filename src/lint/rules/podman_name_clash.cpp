#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// What a unit makes in Podman, and where that is said.
struct Name {
    std::string text;
    Span at;
};

/// "systemd-web" unless the unit says otherwise (podman-systemd.unit(5)); nothing where a specifier or a variable stands.
std::optional<Name> name_of(const Context& context, const Unit& unit) {
    const bool pod = unit.kind == UnitKind::pod;
    if (unit.is_template() || (!pod && unit.kind != UnitKind::container)) return std::nullopt;
    const auto* entry = last_value(unit, section_of(unit.kind), pod ? "PodName" : "ContainerName");
    if (entry == nullptr || entry->value.empty())
        return Name{.text = concat("systemd-", stem_of(pod ? std::string_view(unit.installed) : unit.generated)),
                    .at = unit.at()};
    auto text = Expansion(context.site(), nullptr, *unit.service).expand(entry->value);
    if (!text || text->contains('%')) return std::nullopt;
    return Name{.text = *std::move(text), .at = entry->value_at};
}

using Pair = std::pair<const Unit*, const Unit*>;

Pair in_order(const Unit* one, const Unit* other) { return std::minmax(one, other, std::less<>()); }

/// The units of which systemd stops one before it starts the other, whichever of them says so: blue and green.
std::set<Pair> never_together(const Manager& manager) {
    std::set<Pair> pairs;
    for (const Unit* unit : manager.units)
        for (const Reference& reference : unit->references)
            if (const Unit* other = reference.key == "Conflicts" ? manager.find(reference.name) : nullptr)
                pairs.insert(in_order(unit, other));
    return pairs;
}

void check_manager(const Context& context, const Manager& manager, const RuleInfo& info, Report& report) {
    std::unordered_map<std::string, std::pair<const Unit*, Span>> names;
    names.reserve(manager.units.size());
    std::optional<std::set<Pair>> apart;
    for (const Unit* unit : manager.units) {
        auto name = name_of(context, *unit);
        if (!name) continue;
        const auto [first, fresh] = names.try_emplace(name->text, unit, name->at);
        if (fresh || first->second.first->installed == unit->installed) continue;  // the same file: duplicate-unit
        if (!apart) apart = never_together(manager);
        if (apart->contains(in_order(unit, first->second.first))) continue;
        const bool pod = unit->kind == UnitKind::pod || first->second.first->kind == UnitKind::pod;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit->name, "` and `", first->second.first->name, "` are both called `",
                                      visible(name->text), "` in Podman"),
                    .at = name->at,
                    .labels = {{.at = first->second.second, .message = "the other"}},
                    .help = pod ? "give one of them another name: containers and pods share their names"
                                : "give each container a name of its own, or take `ContainerName=` out of both"});
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts())
        for (const auto& [account, manager] : view.managers) check_manager(context, manager, info, report);
}

}  // namespace

extern const Rule podman_name_clash = {
    .info =
        {
            .code = "podman-name-clash",
            .summary = "two Quadlet files of an account give one name to what they make",
            .why = "Each container and each pod of an account needs a name of its own in Podman. A Quadlet file that "
                   "was copied,\n"
                   "`ContainerName=` and all, takes the place of the first: the unit that starts last removes the "
                   "other's container\n"
                   "(`--replace`), whose unit then fails, or is started again and does the same. A pod and a container "
                   "cannot share a name\n"
                   "either; without `PodName=` and `ContainerName=` both are called `systemd-` and the name of their "
                   "file.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
ContainerName=web

[Install]
WantedBy=default.target

== services/web/pages.container
[Container]
Image=docker.io/library/nginx:1.27
ContainerName=web

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
ContainerName=web

[Install]
WantedBy=default.target

== services/web/pages.container
[Container]
Image=docker.io/library/nginx:1.27
ContainerName=pages

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
