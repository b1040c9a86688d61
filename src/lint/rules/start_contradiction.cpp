#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

using model::StartPolicy;

/// What service.toml or the unit's own #NOSTART says, and where.
struct Policy {
    StartPolicy value = StartPolicy::automatic;
    Span at = {};
};

Policy policy_of(const Unit& unit) {
    const auto& start = unit.service->start;
    if (start.empty() && !unit.file->no_start) return {};
    for (const auto& name : {std::string(unit.name), generated_name(unit.name), unit.generated}) {
        const auto found = start.find(name);
        if (found != start.end()) return {.value = found->second.value, .at = found->second.at};
    }
    if (unit.file->no_start) return {.value = StartPolicy::none, .at = unit.file->no_start_at};
    return {};
}

/// The entry of [Install] that has the unit started at boot, or null.
const syntax::UnitEntry* find_install(const Unit& unit) {
    for (const auto* key : {"WantedBy", "RequiredBy", "UpheldBy"})
        if (const auto* entry = last_value(unit, "Install", key); entry != nullptr && !entry->value.empty())
            return entry;
    return nullptr;
}

bool can_be_enabled(const Unit& unit) {
    if (find_install(unit) != nullptr) return true;
    const auto has = [&](std::string_view key) {
        const auto* entry = last_value(unit, "Install", key);
        return entry != nullptr && !entry->value.empty();
    };
    return has("Alias") || has("Also");
}

/// Names that some unit of the account pulls in, and stems that a timer, socket or path starts.
struct Pulled {
    std::unordered_set<std::string_view> names;
    std::unordered_set<std::string_view> stems;

    void add(const Unit& unit) {
        for (const auto* extension : {".timer", ".socket", ".path"})
            if (unit.installed.ends_with(extension)) stems.emplace(stem_of(unit.installed));
        for (const Reference& reference : unit.references)
            if (pulls(reference)) names.insert(reference.name);
    }

    bool has(const Unit& unit) const {
        return names.contains(unit.generated) || names.contains(unit.installed) ||
               stems.contains(stem_of(unit.generated));
    }

private:
    static bool pulls(const Reference& reference) {
        // Quadlet adds Requires= for every file that a file names.
        if (reference.to_quadlet || reference.section == "Timer" || reference.section == "Path" ||
            reference.section == "Socket")
            return true;
        return reference.section == "Unit" && std::ranges::find(pulling, reference.key) != pulling.end();
    }
    static constexpr auto pulling = std::to_array<std::string_view>(
        {"Wants", "Requires", "BindsTo", "Upholds", "Requisite", "OnFailure", "OnSuccess"});
};

class StartCheck {
public:
    StartCheck(const Context& context, const RuleInfo& info, Report& report) : info_(info), report_(report) {
        for (const Unit& unit : context.units()) pulled_[unit.account()].add(unit);
        // Whoever needs a service starts it at boot, in its own manager or through the system's.
        for (const auto& [name, service] : context.site().services)
            for (const auto& need : service.needs) needed_.insert(need.service.value);
    }

    void unit(const Unit& unit) const {
        const auto policy = policy_of(unit);
        const auto* install = find_install(unit);
        if (policy.value == StartPolicy::none && install != nullptr && unit.quadlet())
            none_but_installed(unit, policy, *install);
        if (policy.value == StartPolicy::enable && unit.quadlet()) enabled_quadlet(unit, policy, install != nullptr);
        if (policy.value == StartPolicy::enable && !unit.quadlet() && !can_be_enabled(unit))
            nothing_to_enable(unit, policy);
        if (policy.value == StartPolicy::automatic && install == nullptr) only_now(unit);
    }

private:
    void none_but_installed(const Unit& unit, const Policy& policy, const syntax::UnitEntry& install) const {
        report_.add({.code = info_.code,
                     .severity = Severity::warning,
                     .message = concat("`", unit.name, "` is to be left alone, and its [Install] starts it at boot"),
                     .at = policy.at,
                     .labels = {{.at = install.value_at, .message = "started by this"}},
                     .help = "take out one of the two"});
    }

    void enabled_quadlet(const Unit& unit, const Policy& policy, bool installed) const {
        report_.add({.code = info_.code,
                     .severity = info_.severity,
                     .message = concat("`", unit.name, "` cannot be enabled: its unit is generated"),
                     .at = policy.at,
                     .help = installed ? "take the line out: the file's [Install] has it started at boot"
                                       : concat("take the line out, and write `WantedBy=", boot_target(unit),
                                                "` under [Install] in the file")});
    }

    void nothing_to_enable(const Unit& unit, const Policy& policy) const {
        report_.add({.code = info_.code,
                     .severity = info_.severity,
                     .message = concat("`", unit.name, "` is to be enabled, and has no [Install] that says how"),
                     .at = policy.at,
                     .labels = {{.at = unit.at(), .message = "this unit"}},
                     .help = concat("write `WantedBy=", boot_target(unit), "` under [Install] in the unit")});
    }

    void only_now(const Unit& unit) const {
        const bool runs = unit.quadlet() && (unit.kind == UnitKind::container || unit.kind == UnitKind::pod ||
                                             unit.kind == UnitKind::kube);
        if (!runs || unit.is_template() || last_value(unit, "Container", "Pod") != nullptr) return;
        const auto* type = last_value(unit, "Service", "Type");
        if (type != nullptr && type->value == "oneshot") return;  // a task of the deployment
        const auto pulled = pulled_.find(unit.account());
        if (pulled != pulled_.end() && pulled->second.has(unit)) return;
        if (needed_.contains(unit.service->name)) return;
        report_.add({.code = info_.code,
                     .severity = Severity::warning,
                     .message = concat("`", unit.name, "` is started now, and not after a reboot"),
                     .at = unit.at(),
                     .help = concat("write `WantedBy=", boot_target(unit), "` under [Install]; or say `\"", unit.name,
                                    "\" = \"start\"` under `[start]` in service.toml if that is meant")});
    }

    static std::string_view boot_target(const Unit& unit) {
        return unit.system() ? "multi-user.target" : "default.target";
    }

    const RuleInfo& info_;
    Report& report_;
    std::map<std::string_view, Pulled> pulled_;
    std::unordered_set<std::string_view> needed_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    const StartCheck rule(context, info, report);
    for (const Unit& unit : context.units()) rule.unit(unit);
}

}  // namespace

extern const Rule start_contradiction = {
    .info =
        {
            .code = "start-contradiction",
            .summary = "how a unit is started is said in two ways that do not fit",
            .why = "What starts a unit at boot is its [Install] section; for a Quadlet file the generator does the "
                   "enabling, and\n"
                   "`systemctl enable` is impossible. `[start]` in `service.toml` (or a comment `#NOSTART` in the "
                   "unit) decides what\n"
                   "`nagaya apply` does now. The two should tell one story: a container without [Install] runs until "
                   "the next\n"
                   "reboot and then no more; a Quadlet file with [Install] that is to be left alone is started at boot "
                   "all the\n"
                   "same; a unit without [Install] cannot be enabled.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[start]
"web.container" = "enable"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
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
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
