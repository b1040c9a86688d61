#include <string_view>
#include <unordered_map>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "syntax/made_file.hpp"

namespace nagaya::lint {
namespace {

/// The secret of the account's services called `name` that is a Podman secret, or else any of that name; or null.
const model::Secret* find_secret(const Context& context, const model::Service& service, std::string_view name) {
    const model::Secret* found = nullptr;
    for (const model::Service* one : context.services_of_account(service.account.value))
        for (const model::Secret& secret : one->secrets)
            if (secret.name.value == name && (found == nullptr || secret.kind == model::SecretKind::podman))
                found = &secret;
    return found;
}

/// Does a command of the account's units, or a hook, handle secrets of Podman? Which ones is not to be seen.
bool may_make_secrets(const Context& context, const model::Service& service) {
    for (const model::Service* one : context.services_of_account(service.account.value)) {
        if (!one->hooks.empty()) return true;
        for (const Unit& unit : context.units(*one))
            for (const std::string_view key : {"ExecStartPre", "ExecStart", "ExecStartPost"})
                for (const syntax::UnitEntry* entry : all_values(unit, "Service", key))
                    if (entry->value.contains("secret")) return true;
    }
    return false;
}

/// may_make_secrets() by account, each told once: a unit may have thousands of Secret= lines.
using Makers = std::unordered_map<std::string_view, bool>;

bool has_maker(const Context& context, const model::Service& service, Makers& makers) {
    const auto [known, fresh] = makers.try_emplace(service.account.value, false);
    if (fresh) known->second = may_make_secrets(context, service);
    return known->second;
}

void check_entry(const Context& context, const Unit& unit, const syntax::UnitEntry& entry, Makers& makers,
                 const RuleInfo& info, Report& report) {
    const std::string_view written = entry.value.substr(0, entry.value.find(','));
    const auto name = Expansion(context.site(), nullptr, *unit.service).expand(written);
    if (!name || name->empty() || name->find_first_of("%$=\"' ") != std::string::npos) return;
    const model::Secret* listed = find_secret(context, *unit.service, *name);
    if (listed != nullptr && listed->kind == model::SecretKind::podman) return;
    if (has_maker(context, *unit.service, makers)) return;
    Diagnostic finding{.code = info.code,
                       .severity = info.severity,
                       .message = concat("nothing makes the Podman secret `", visible(*name), "`"),
                       .at = part_at(context.sources(), entry.value_at, written),
                       .help = concat("put it under `[secrets] podman` in services/", unit.service->name,
                                      "/service.toml, and give it a text with `nagaya secret set ", unit.service->name,
                                      ' ', visible(*name), "`")};
    if (listed != nullptr) {
        finding.labels = {{.at = listed->name.at, .message = "listed here as another kind"}};
        finding.help = "list it under `podman`, or take the line out";
    }
    report.add(std::move(finding));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    Makers makers;
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container) continue;
        for (const syntax::UnitEntry* entry : all_values(unit, "Container", "Secret"))
            if (!syntax::is_made_path(context.sources().path(entry->value_at.file)))
                check_entry(context, unit, *entry, makers, info, report);
    }
}

}  // namespace

extern const Rule unlisted_secret = {
    .info =
        {
            .code = "unlisted-secret",
            .summary = "a container uses a Podman secret that no service lists",
            .why = "`Secret=` names a secret in the account's Podman. Where there is none of that name the container "
                   "does not start: `no\n"
                   "such secret`. nagaya makes those that `[secrets] podman` lists, from their encrypted files, before "
                   "a container of the\n"
                   "service starts. One that was made by hand with `podman secret create` is on one host and in no "
                   "repository: a new host,\n"
                   "or the same after a reinstallation, does not have it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Secret=db-password,type=env,target=DB_PASSWORD

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[secrets]
podman = ["db-password"]

== ../secrets/web/db-password
example

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Secret=db-password,type=env,target=DB_PASSWORD

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
