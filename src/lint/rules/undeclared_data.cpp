#include <optional>

#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// "html" of "/srv/data/web/html/x": what the path is below the account's own data; nothing elsewhere.
std::optional<std::string> below_own(const Context& context, const model::Service& service, std::string_view path) {
    const std::string own = concat(context.site().settings.data_root.value, "/", service.account.value);
    if (!lies_in(path, own)) return std::nullopt;
    return std::string(path.size() == own.size() ? "" : path.substr(own.size() + 1));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container) continue;
        const model::Service& service = *unit.service;
        for (const VolumeLine& volume : context.parts_of(unit).volumes) {
            const auto path = volume.complete ? below_own(context, service, volume.source) : std::nullopt;
            if (!path) continue;
            bool made = false;
            for (const model::Service* other : context.services_of_account(service.account.value))
                for (const model::Data& data : other->data)
                    made = made || lies_in(*path, data.path.value) || lies_in(data.path.value, *path);
            if (made) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("nothing makes `", visible(volume.source), "`"),
                        .at = volume.entry->value_at,
                        .help = concat("put `[[data]]` with `path = \"", *path, "\"` into service.toml")});
        }
    }
}

}  // namespace

extern const Rule undeclared_data = {
    .info =
        {
            .code = "undeclared-data",
            .summary = "a directory below the data root is mounted, and nothing makes it",
            .why = "Podman does not make directories of bind mounts: a container whose directory is missing does not "
                   "start. `[[data]]`\n"
                   "makes it, with the right owner, keeps it when the service is removed, and lets backups find it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

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
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
