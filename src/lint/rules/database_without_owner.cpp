#include <algorithm>

#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Does the site give the directory to somebody inside the containers?
bool is_given(const Context& context, const Unit& unit, std::string_view source) {
    const model::Service& service = *unit.service;
    const std::string root = concat(context.site().settings.data_root.value, "/", service.account.value, "/");
    return std::ranges::any_of(service.data, [&](const model::Data& data) {
        return data.owner.value != 0 && lies_in(source, concat(root, data.path.value));
    });
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container_on_hosts(context, [&](const HostView& view, const Unit& unit) {
        const KnownImage* known = context.parts_of(unit).known_image;
        if (known == nullptr || !known->database || unit.system()) return;
        if (last_value(unit, "Container", "User") != nullptr || last_value(unit, "Container", "UserNS") != nullptr)
            return;
        for (const VolumeLine& volume : context.parts_on(view.host, unit).volumes) {
            if (!volume.is_bind() || volume.has("U") || volume.has("ro") || !lies_in(volume.target, known->state))
                continue;
            const model::Mount* mount = mount_of(*view.host, volume.source);
            if ((mount != nullptr && keeps_no_labels(*mount)) || is_given(context, unit, volume.source)) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", visible(volume.source), "` belongs to the account, and `", known->name,
                                          "` works as user ", known->user, " inside"),
                        .at = volume.entry->value_at,
                        .help = concat("put `owner = ", known->user, "` under `[[data]]`, or add the option `U`"),
                        .fixes = {with_option(context.sources(), volume, "U", false)}});
        }
    });
}

}  // namespace

extern const Rule database_without_owner = {
    .info =
        {
            .code = "database-without-owner",
            .summary = "a database keeps its data in a directory of the host that is not given to its user",
            .why = "Images of databases work as a user of their own inside the container, such as 999 for PostgreSQL. "
                   "In a rootless\n"
                   "account that is an id of the account's subordinate range on the host, and a directory that belongs "
                   "to the account is\n"
                   "closed to it. Declare the directory with `[[data]] owner = 999`, so that nagaya makes it right "
                   "once, or let Podman do\n"
                   "it at each start with `:U`. `nagaya uidmap SERVICE` shows the ids.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[data]]
path = "db"

== services/web/web.container
[Container]
Image=docker.io/library/postgres:16
Volume=@@DATA_PATH@@/db:/var/lib/postgresql/data

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[data]]
path = "db"
owner = 999

== services/web/web.container
[Container]
Image=docker.io/library/postgres:16
Volume=@@DATA_PATH@@/db:/var/lib/postgresql/data

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
