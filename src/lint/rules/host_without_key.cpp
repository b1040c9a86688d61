#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/example_secret.hpp"
#include "lint/rule.hpp"
#include "model/readers.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    const model::Site& site = context.site();
    std::set<const model::Host*> told;
    for (const auto& [name, service] : site.services) {
        const bool encrypted = std::ranges::any_of(
            service.secrets, [](const auto& secret) { return secret.source == model::SecretSource::age; });
        if (!encrypted) continue;
        for (const model::Host* host : model::hosts_without_key(site, name)) {
            if (!told.insert(host).second) continue;
            report.add(
                {.code = info.code,
                 .severity = info.severity,
                 .message =
                     concat("host `", host->name, "` has no `age` key, so it cannot read the secrets of `", name, "`"),
                 .at = host->at,
                 .help = concat("`nagaya host init --host ", host->name, "` prints it; then `nagaya secret rotate`")});
        }
    }
}

}  // namespace

extern const Rule host_without_key = {
    .info =
        {
            .code = "host-without-key",
            .summary = "a host cannot read the secrets of its services",
            .why = "A secret is encrypted for the hosts that run its service, with the public key that each one's file "
                   "in `hosts/` has as `age`.\n"
                   "`nagaya host init` makes a host's key and prints the line.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[secrets]
env = ["web.env"]

== secrets/web/web.env.age
)" NAGAYA_EXAMPLE_SECRET R"(
== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["web"]

== services/web/service.toml
[secrets]
env = ["web.env"]

== secrets/web/web.env.age
)" NAGAYA_EXAMPLE_SECRET R"(
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
