#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/ports.hpp"
#include "lint/publish.hpp"
#include "lint/rule.hpp"
#include "syntax/made_file.hpp"

namespace nagaya::lint {
namespace {

/// From which port on accounts may listen on every host that runs the service.
uint16_t first_port(const Context& context, const model::Service& service) {
    uint16_t first = 0;
    for (const auto* host : context.hosts_of(service))
        first = std::max(first, host->host->unprivileged_port_start.value);
    return context.hosts_of(service).empty() ? model::first_unprivileged_port : first;
}

void check_ports(const Context& context, const model::Service& service, const RuleInfo& info, Report& report) {
    for (const auto& port : service.ports) {
        if (!port.listen || port.via.value != model::Via::direct) continue;
        if (port.listen->value >= first_port(context, service)) continue;
        report.add(
            {.code = info.code,
             .severity = info.severity,
             .message = concat("account `", service.account.value, "` cannot listen on port ", port.listen->value),
             .at = port.listen->at,
             .labels = {{.at = port.via.at, .message = "the container is to take connections itself"}},
             .help = concat("write `via = \"redirect\"`, or say `unprivileged_port_start = ", port.listen->value,
                            "` in the file of a host whose sysctl is so")});
    }
}

bool is_everywhere(const Published& port) {
    return port.address.empty() || port.address == "0.0.0.0" || port.address == "[::]";
}

/// A `[[port]]` for it, on one line.
std::string declaration(const Published& port) {
    const bool udp = port.protocol == "udp";
    const std::string name = port.first == 80 ? "http" : port.first == 443 ? "https" : concat("port-", port.first);
    return concat("{ name = \"", name, udp ? "-udp" : "", "\", listen = ", port.first,
                  udp ? ", protocol = \"udp\"" : "", " }");
}

/// All of a service's, as one key; "" when that is too long for a line, or other keys are there already.
std::string declarations(const model::Service& service, const std::vector<Published>& ports) {
    constexpr size_t most = 12;
    std::set<std::string> each;
    if (!service.ports.empty()) return {};
    for (const Published& port : ports) {
        const bool privileged = port.first != 0 && port.first < model::first_unprivileged_port;
        if (privileged && is_everywhere(port) && port.protocol != "sctp") each.insert(declaration(port));
        if (each.size() > most) return {};
    }
    std::string list;
    for (const auto& one : each) list += concat(list.empty() ? "" : ", ", one);
    return concat("`port = [", list, "]`");
}

/// For a Compose file, which stays as it is: its ports are taken for those of service.toml that listen at the same.
std::string compose_help(const model::Service& service, const Published& port, std::string_view all) {
    if (!is_everywhere(port) || port.protocol == "sctp")
        return concat("publish one of ", model::first_unprivileged_port, " or more there");
    const std::string one = all.empty() ? concat("a `[[port]]` with `", declaration(port), "`") : std::string(all);
    return concat("leave the Compose file as it is, and write ", all.empty() ? "into" : "at the top of", " services/",
                  service.name, "/service.toml ", one);
}

void check_units(const Context& context, const model::Service& service, const RuleInfo& info, Report& report) {
    const uint16_t first = first_port(context, service);
    std::vector<Published> ports;
    for (const Unit& unit : context.units(service))
        std::ranges::copy(context.parts_of(unit).published.lines, std::back_inserter(ports));
    const std::string all = declarations(service, ports);
    for (const auto& line : ports) {
        if (line.first == 0 || line.first >= first) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("account `", service.account.value, "` cannot publish port ", line.first),
                    .at = part_at(context.sources(), line.at, concat(line.first)),
                    .help = syntax::is_made_path(context.sources().path(line.at.file))
                                ? compose_help(service, line, all)
                                : concat("declare a `[[port]]` with `listen = ", line.first,
                                         "` in service.toml, and publish `@@PUBLISH_<NAME>@@:…`")});
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        if (service.rootful()) continue;
        check_ports(context, service, info, report);
        check_units(context, service, info, report);
    }
}

}  // namespace

extern const Rule privileged_port = {
    .info =
        {
            .code = "privileged-port",
            .summary = "a rootless container wants a port below 1024",
            .why =
                "Ports below 1024 belong to root (`net.ipv4.ip_unprivileged_port_start`), so a container of an "
                "ordinary\n"
                "account fails to start with `rootlessport cannot expose privileged port`. Declare a `[[port]]` with "
                "`listen`, and\n"
                "let the container publish `@@PUBLISH_<NAME>@@`: then a socket of the system manager, or with `via = "
                "\"redirect\"` a\n"
                "rule of the packet filter, brings the connections to it. A host whose sysctl is lower says so with\n"
                "`unprivileged_port_start`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=80:80

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[port]]
name = "http"
listen = 80

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=@@PUBLISH_HTTP@@:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
