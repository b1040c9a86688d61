#include <array>
#include <map>
#include <vector>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/publish.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto names = std::to_array<std::string_view>({"localhost:", "127.0.0.1:", "[::1]:"});

struct Meant {
    uint16_t port = 0;
    Span at = {};
};

/// Addresses on the loopback in a text that begins at `at`.
std::vector<Meant> loopback_ports(std::string_view text, Span at) {
    std::vector<Meant> found;
    for (const std::string_view name : names) {
        for (size_t begin = text.find(name); begin != std::string_view::npos; begin = text.find(name, begin + 1)) {
            size_t end = begin + name.size();
            while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
            const auto port = parse_number(text.substr(begin + name.size(), end - begin - name.size()));
            if (!port || *port == 0 || *port > 65535) continue;
            found.push_back({.port = static_cast<uint16_t>(*port),
                             .at = {.file = at.file,
                                    .begin = at.begin + static_cast<uint32_t>(begin),
                                    .end = at.begin + static_cast<uint32_t>(end)}});
        }
    }
    return found;
}

bool has_own_network(const Unit& unit) {
    const syntax::UnitEntry* network = last_value(unit, "Container", "Network");
    if (last_value(unit, "Container", "Pod") != nullptr) return false;
    if (network == nullptr) return true;
    return network->value != "host" && !network->value.starts_with("container:") &&
           !network->value.starts_with("ns:") && !network->value.ends_with(".container") &&
           !network->value.contains("map-gw") && !network->value.contains("-T,");
}

/// Ports of the host → the unit that publishes them there.
using Published = std::map<uint16_t, const Unit*>;

Published published_on(const Context& context, const HostView& view) {
    Published all;
    for (const model::Service* service : view.services) {
        for (const Unit& unit : context.units(*service))
            for (const lint::Published& port : context.parts_on(view.host, unit).published.lines)
                if (port.first != 0) all.emplace(port.first, &unit);
    }
    return all;
}

void check_unit(const Context& context, const Published& published, const Unit& unit, const RuleInfo& info,
                Report& report) {
    for (const std::string_view key : {"Environment", "Exec"}) {
        for (const syntax::UnitEntry* entry : all_values(unit, "Container", key)) {
            const std::string_view text = context.sources().text(entry->value_at);
            if (!text.contains("localhost:") && !text.contains("127.0.0.1:") && !text.contains("[::1]:")) continue;
            for (const Meant& meant : loopback_ports(text, entry->value_at)) {
                const auto other = published.find(meant.port);
                if (other == published.end() || other->second == &unit) continue;
                report.add(
                    {.code = info.code,
                     .severity = info.severity,
                     .message = concat("this is the loopback of `", unit.name, "` itself, where nobody listens"),
                     .at = meant.at,
                     .labels = {{.at = other->second->at(), .message = concat("port ", meant.port, " is this one's")}},
                     .help = other->second->service == unit.service
                                 ? "put both on one `.network` or into one pod, and use the container's name"
                                 : concat("put \"", other->second->service->name,
                                          "\" under `[needs] services`, and write `@@HOST_LOOPBACK@@`")});
            }
        }
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts()) {
        const Published published = published_on(context, view);
        if (published.empty()) continue;
        for (const model::Service* service : view.services)
            for (const Unit& unit : context.units(*service))
                if (unit.kind == UnitKind::container && has_own_network(unit))
                    check_unit(context, published, unit, info, report);
    }
}

}  // namespace

extern const Rule loopback_in_container = {
    .info =
        {
            .code = "loopback-in-container",
            .summary = "a container looks for another one on its own loopback",
            .why = "Each container (or pod) has a loopback of its own: `localhost` in it is the container itself, not "
                   "the host and not its\n"
                   "neighbour. Containers of one pod, or on one `.network`, find each other by name; services of other "
                   "accounts are\n"
                   "reached at `@@HOST_LOOPBACK@@` with `[needs] services`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Environment=DATABASE=postgres://localhost:5432/web

[Install]
WantedBy=default.target

== services/web/db.container
[Container]
Image=docker.io/library/postgres:16
PublishPort=127.0.0.1:5432:5432
Volume=db.volume:/var/lib/postgresql/data

[Install]
WantedBy=default.target

== services/web/db.volume
[Volume]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Environment=DATABASE=postgres://store:5432/web
Network=inner.network

[Install]
WantedBy=default.target

== services/web/db.container
[Container]
Image=docker.io/library/postgres:16
ContainerName=store
Network=inner.network
Volume=db.volume:/var/lib/postgresql/data

[Install]
WantedBy=default.target

== services/web/inner.network
[Network]

== services/web/db.volume
[Volume]
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
