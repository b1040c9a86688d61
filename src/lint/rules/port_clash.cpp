#include <set>
#include <unordered_map>
#include <vector>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/ports.hpp"
#include "lint/publish.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

enum class Role { proxied_listen, direct_listen, target, published };

/// One service wants some ports of one address of the host.
struct Claim {
    Role role;
    std::string address;
    uint16_t first;
    uint16_t last;
    std::string protocol;
    Span at;
    const model::Service* service;
    const model::Port* port;  // null for a published line
    std::string what;
};

void add_port(const model::Service& service, const model::Port& port, std::vector<Claim>& claims) {
    const auto add = [&](Role role, std::string_view address, uint16_t number, Span at, std::string_view word) {
        claims.push_back(
            {.role = role,
             .address = std::string(address),
             .first = number,
             .last = number,
             .protocol = std::string(name(port.protocol.value)),
             .at = at,
             .service = &service,
             .port = &port,
             .what = concat("`", word, "` of port `", port.name.value, "` of service `", service.name, "`")});
    };
    if (port.listen)
        add(is_proxied(service, port) ? Role::proxied_listen : Role::direct_listen, "", port.listen->value,
            port.listen->at, "listen");
    if (port.target.value != 0) add(Role::target, "127.0.0.1", port.target.value, port.target.at, "target");
}

void add_line(const model::Service& service, const Published& line, std::vector<Claim>& claims) {
    if (line.first == 0) return;
    claims.push_back({.role = Role::published,
                      .address = line.address,
                      .first = line.first,
                      .last = line.last,
                      .protocol = line.protocol,
                      .at = line.at,
                      .service = &service,
                      .port = nullptr,
                      .what = concat("`", line.unit->name, "` of service `", service.name, "`")});
}

std::vector<Claim> claims_of(const Context& context, const HostView& host) {
    std::vector<Claim> claims;
    for (const auto* service : host.services) {
        const Expansion expansion(context.site(), host.host, *service);
        for (const auto& port : service->ports) add_port(*service, port, claims);
        for (const Unit& unit : context.units(*service)) {
            for (const auto& line : context.parts_on(host.host, unit).published.lines) add_line(*service, line, claims);
            for (const auto& line : listened_by(expansion, unit).lines) add_line(*service, line, claims);
        }
    }
    return claims;
}

bool clash(const Claim& a, const Claim& b) {
    if (!share_address(a.address, b.address)) return false;
    // A port's own listen and target are one claim when the container takes connections itself.
    if (a.port != nullptr && a.port == b.port) return a.role == Role::proxied_listen || b.role == Role::proxied_listen;
    if (a.service != b.service || (a.role == Role::published) == (b.role == Role::published)) return true;
    // A PublishPort= is what makes a declared target or direct listen true.
    const Role declared = a.role == Role::published ? b.role : a.role;
    return declared == Role::proxied_listen;
}

void check_host(const Context& context, const HostView& host, const RuleInfo& info,
                std::set<std::pair<Span, Span>>& told, Report& report) {
    const auto claims = claims_of(context, host);
    std::unordered_map<uint32_t, std::vector<const Claim*>> taken;
    for (const auto& claim : claims) {
        const Claim* other = nullptr;
        uint16_t number = 0;
        for (uint32_t n = claim.first; n <= claim.last; ++n) {
            // tcp, udp and sctp differ in their first letter.
            auto& here = taken[n | static_cast<uint32_t>(static_cast<unsigned char>(claim.protocol.front())) << 16];
            for (size_t i = 0; i < here.size() && other == nullptr; ++i) {
                if (!clash(*here[i], claim)) continue;
                other = here[i];
                number = static_cast<uint16_t>(n);
            }
            here.push_back(&claim);
        }
        if (other == nullptr || !told.emplace(other->at, claim.at).second) continue;
        report.add(
            {.code = info.code,
             .severity = info.severity,
             .message = concat("port ", number, "/", claim.protocol, " of host `", host.host->name, "` is taken twice"),
             .at = claim.at,
             .labels = {{.at = other->at, .message = concat("first by ", other->what)}},
             .help = concat("give ", claim.what, " another number")});
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    std::set<std::pair<Span, Span>> told;
    for (const auto& host : context.hosts()) check_host(context, host, info, told, report);
}

}  // namespace

extern const Rule port_clash = {
    .info =
        {
            .code = "port-clash",
            .summary = "two things on a host want the same port",
            .why = "Only one process can listen on a port of an address. This compares every `listen` and `target` of "
                   "the\n"
                   "services that a host runs, and every `PublishPort=` of their Quadlet files. The second one to "
                   "start fails\n"
                   "with `address already in use`, which of the two that is may change with every boot. Leave `target` "
                   "out to\n"
                   "get a free loopback port from `nagaya.lock`, and publish it as `127.0.0.1:@@PORT_<NAME>@@:…`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["blog", "web"]

== services/blog/blog.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=8080:80

[Install]
WantedBy=default.target

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["blog", "web"]

== services/blog/blog.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=8080:80

[Install]
WantedBy=default.target

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:8081:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
