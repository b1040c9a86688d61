#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "syntax/placeholder.hpp"

namespace nagaya::lint {
namespace {

bool may_connect(const model::Service& client, const model::Service& service) {
    if (client.rootful() || client.account.value == service.account.value) return true;
    if (client.reverse_proxy && service.is_published()) return true;
    const auto it = [&](const std::string& named) { return named == service.name; };
    return std::ranges::any_of(client.needs, it, [](const model::Need& need) { return need.service.value; }) ||
           std::ranges::any_of(client.reaches, it, [](const auto& reach) { return reach.value; });
}

/// Some host that runs the service refuses connections that nobody declared.
bool is_isolated(const Context& context, const model::Service& service) {
    return std::ranges::any_of(context.hosts_of(service),
                               [](const HostView* host) { return host->host->firewall.isolate.value; });
}

class Finder {
public:
    Finder(const Context& context, const model::Service& service, const RuleInfo& info, Report& report)
        : context_(context),
          service_(service),
          expansion_(context.site(), nullptr, service),
          info_(info),
          report_(report) {}

    void look_into(FileId file) {
        for (const syntax::Placeholder& place : syntax::find_placeholders(context_.sources().text(file))) {
            if (!place.name.starts_with("PORT_")) continue;
            const auto [other, port] = expansion_.named_port(place.name.substr(5));
            if (other == nullptr || may_connect(service_, *other)) continue;
            if (!model::is_target_local(*port, other->rootful()) || !is_isolated(context_, *other)) continue;
            if (!told_.insert(other->name).second) continue;
            report_.add({.code = info_.code,
                         .severity = info_.severity,
                         .message = concat("service `", service_.name, "` uses a port of `", other->name,
                                           "`, and does not say that it needs it"),
                         .at = {.file = file, .begin = place.begin, .end = place.end},
                         .help = concat("add `[needs]` with `services = [\"", other->name, "\"]` to service.toml of `",
                                        service_.name, "`, or `reach` where neither comes first")});
        }
    }

private:
    const Context& context_;
    const model::Service& service_;
    Expansion expansion_;
    const RuleInfo& info_;
    Report& report_;
    std::set<std::string_view> told_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        Finder finder(context, service, info, report);
        for (const auto& unit : service.units) finder.look_into(unit.file);
        for (const auto& file : service.files)
            if (!file.binary) finder.look_into(file.file);
    }
}

}  // namespace

extern const Rule undeclared_need = {
    .info =
        {
            .code = "undeclared-need",
            .summary = "a service uses another one's loopback port without a word in `[needs]`",
            .why = "A service's port on 127.0.0.1 takes connections from root, its own account, and the accounts of "
                   "services that name\n"
                   "it in `[needs]`; to others the packet filter says that nobody listens. So the address stands in "
                   "the text and every\n"
                   "connection is refused. `services` also starts the other one first; `reach` only lets through.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["api", "web"]

== services/api/service.toml
[[port]]
name = "http"

== services/api/api.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=@@PUBLISH_HTTP@@:80

[Install]
WantedBy=default.target

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=pasta:--map-host-loopback=@@HOST_LOOPBACK@@
Environment=API=http://@@HOST_LOOPBACK@@:@@PORT_API_HTTP@@

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["api", "web"]

== services/api/service.toml
[[port]]
name = "http"

== services/api/api.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=@@PUBLISH_HTTP@@:80

[Install]
WantedBy=default.target

== services/web/service.toml
[needs]
services = ["api"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=pasta:--map-host-loopback=@@HOST_LOOPBACK@@
Environment=API=http://@@HOST_LOOPBACK@@:@@PORT_API_HTTP@@

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
