#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

bool is_hex(std::string_view name) {
    return !name.empty() && name.size() <= 64 &&
           std::ranges::all_of(name, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container) continue;
        const auto* name = last_value(unit, "Container", "ContainerName");
        if (name == nullptr) continue;
        const auto text = Expansion(context.site(), nullptr, *unit.service).expand(name->value);
        if (!text || !is_hex(*text)) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("container name `", *text, "` reads like the start of a container's id"),
                    .at = name->value_at,
                    .help = concat("call it `", *text, "-", *text == unit.service->name ? "main" : unit.service->name,
                                   "`, or take the line out: the default is `systemd-", stem_of(unit.generated), "`")});
    }
}

}  // namespace

extern const Rule hex_container_name = {
    .info =
        {
            .code = "hex-container-name",
            .summary = "a container's name has only the letters of an id",
            .why = "Quadlet starts a container with `podman run --replace --name NAME`. While no container has that "
                   "name, podman\n"
                   "takes it for the beginning of an id, and `--replace` removes the container whose id begins so. "
                   "With a name\n"
                   "of only `0-9` and `a-f` (`db`, `cafe`, `c1`) starting one service can kill another of the same "
                   "account.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["data"]

== services/data/data.container
[Container]
ContainerName=db
Image=docker.io/library/memcached:1.6

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["data"]

== services/data/data.container
[Container]
ContainerName=mariadb
Image=docker.io/library/memcached:1.6

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
