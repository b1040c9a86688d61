#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/owners.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto& accounts = context.site().lock.accounts;
    each_container(context, [&](const Unit& unit) {
        const auto* user = last_value(unit, "Container", "User");
        const auto* group = last_value(unit, "Container", "Group");
        if (unit.service->rootful() || (user == nullptr && group == nullptr)) return;
        const auto found = accounts.find(unit.service->account.value);
        if (found == accounts.end()) return;
        const model::AccountIds& ids = found->second;
        const NamespaceMode mode = namespace_mode(context, unit);
        const IdMap map = mode.own_map ? own_id_map(mode.lines, &ids) : id_map(mode.text, &ids);
        if (!map.known) return;
        const Identity who = identity_of(context, unit, mode, &ids);
        const auto tell = [&](const syntax::UnitEntry* entry, std::string_view what, std::optional<uint32_t> id) {
            if (entry == nullptr || !id || map.to_host(*id)) return;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat(what, " ", *id, " is outside of the ids of account `",
                                          unit.service->account.value, "`: `", unit.name, "` does not start"),
                        .at = entry->value_at,
                        .help = concat("choose a smaller one, or map it: `UserNS=keep-id:uid=", who.uid.value_or(*id),
                                       ",gid=", who.gid.value_or(who.uid.value_or(*id)), "`")});
        };
        tell(user, "user", who.uid);
        tell(group != nullptr ? group : user, "group", who.gid);
    });
}

}  // namespace

extern const Rule user_outside_account = {
    .info =
        {
            .code = "user-outside-account",
            .summary = "a container works as a user that its account does not have",
            .why = "A user inside a rootless container is an id of the account's range on the host: 0 is the account "
                   "itself, 1 the first of\n"
                   "its subordinate ids, and so on. Beyond the last of them there is no id to work as, and the "
                   "container does not start\n"
                   "(\"invalid argument\"). Ids that high mostly come from directories such as LDAP, or from platforms "
                   "that choose a number\n"
                   "for every project. Take a smaller one, or map it with `UserNS=keep-id:uid=…,gid=…`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
User=70000

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
User=70000
UserNS=keep-id:uid=70000,gid=70000

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
