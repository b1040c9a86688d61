#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "lint/system_units.hpp"

namespace nagaya::lint {
namespace {

bool is_mount(std::string_view name) {
    return name.ends_with(".mount") || name.ends_with(".automount") || name.ends_with(".swap");
}

/// The unit of another manager of a host that `name` must mean, if its own manager has none.
const Unit* find_elsewhere(const Context& context, const Unit& unit, std::string_view name, bool& own) {
    const Unit* elsewhere = nullptr;
    for (const auto* host : context.hosts_of(*unit.service)) {
        const auto* manager = host->find_manager(unit.account());
        own = own || (manager != nullptr && manager->find(name) != nullptr);
        if (host->managers.size() < 2) continue;
        const auto look = [&](std::string_view whole) {
            const Unit* found = host->find_unit(whole);
            if (found != nullptr && found->account() != unit.account()) elsewhere = found;
        };
        look(name);
        look(concat(system_prefix(context.site(), *unit.service), name));
    }
    return elsewhere;
}

/// Is it installed into default.target as well?
bool starts_with_account(const Unit& unit, std::string_view key) {
    return std::ranges::any_of(all_values(unit, "Install", key), [](const syntax::UnitEntry* entry) {
        const auto words = split_words(entry->value);
        return std::ranges::find(words, "default.target") != words.end();
    });
}

/// `with_account`: which keys of [Install] start the unit with its account, as far as it was asked.
void check_reference(const Context& context, const Unit& unit, const Reference& reference, const RuleInfo& info,
                     Report& report, std::map<std::string_view, bool>& with_account) {
    const Unit* sibling = context.unit_called(*unit.service, reference.name);
    if (sibling != nullptr && !sibling->system()) return;
    bool own = false;
    const Unit* elsewhere = find_elsewhere(context, unit, reference.name, own);
    const bool of_system = is_only_of_system(reference.name) || is_mount(reference.name);
    if (own || (elsewhere == nullptr && !of_system)) return;
    if (elsewhere == nullptr && reference.section == "Install") {
        // "multi-user.target default.target" is for both managers: in each, one of them starts the unit.
        const auto [known, fresh] = with_account.try_emplace(reference.key, false);
        if (fresh) known->second = starts_with_account(unit, reference.key);
        if (known->second) return;
    }

    Diagnostic finding{.code = info.code, .severity = info.severity, .message = {}, .at = reference.at};
    if (reference.section == "Install") {
        finding.message = concat("`", reference.name, "` does not exist in the manager of account `", unit.account(),
                                 "`, so it never starts this unit");
        finding.help = "write `default.target`";
        if (elsewhere == nullptr) finding.fixes = {{.at = reference.at, .replacement = "default.target"}};
    } else if (elsewhere != nullptr) {
        finding.message = concat(
            "`", reference.name, "` is a unit of ",
            elsewhere->system() ? std::string("the system manager") : concat("account `", elsewhere->account(), "`"),
            "; systemd ignores `", reference.key, "=` from another manager");
        finding.labels = {{.at = elsewhere->at(), .message = "this unit"}};
        finding.help = elsewhere->service == unit.service ? "move both units to one manager"
                                                          : concat("put `services = [\"", elsewhere->service->name,
                                                                   "\"]` under `[needs]` in service.toml");
    } else {
        finding.message = concat("`", reference.name, "` is a unit of the system manager; systemd ignores `",
                                 reference.key, "=` from a user unit");
        finding.help = is_mount(reference.name)
                           ? "put the mount point under `[needs] mounts` in service.toml"
                           : "take it out; the account's manager starts after it anyway or not at all";
    }
    report.add(std::move(finding));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.system()) continue;
        std::map<std::string_view, bool> with_account;
        for (const auto& reference : unit.references)
            if (!reference.to_quadlet && kind_of(reference.name) == UnitKind::plain)
                check_reference(context, unit, reference, info, report, with_account);
    }
}

}  // namespace

extern const Rule user_manager_dependency = {
    .info =
        {
            .code = "user-manager-dependency",
            .summary = "a unit of an account depends on a unit of another service manager",
            .why = "Every account has a service manager of its own, which knows only its own units. `After=`, "
                   "`Requires=` and the\n"
                   "like that name a unit of the system or of another account are silently ignored, and so is\n"
                   "`WantedBy=multi-user.target`: that target belongs to the system. What crosses accounts is said in\n"
                   "`service.toml`: `[needs] services` and `[needs] mounts`. (`network-online.target` may be named: "
                   "Quadlet has\n"
                   "a stand-in for it.)",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Unit]
After=mnt-data.mount

[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=multi-user.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

[[mount]]
where = "/mnt/data"

== services/web/service.toml
[needs]
mounts = ["/mnt/data"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
