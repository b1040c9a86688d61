#include <algorithm>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/example_secret.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

bool is_listed(const model::Site& site, std::string_view path) {
    const auto* service = site.find_service(path.substr(0, path.find('/')));
    if (service == nullptr || !path.contains('/')) return false;
    const std::string_view name = path.substr(path.find('/') + 1);
    return std::ranges::any_of(service->secrets, [&](const auto& secret) { return secret.name.value == name; });
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    const model::Site& site = context.site();
    // The service of another stage may list it.
    if (std::ranges::any_of(site.hosts, [](const auto& host) { return !host.second.stage.value.empty(); })) return;
    for (const auto& [path, file] : site.secret_files) {
        if (!file.age || is_listed(site, path)) continue;
        const auto* service = site.find_service(std::string_view(path).substr(0, path.find('/')));
        std::vector<std::string> names;
        if (service != nullptr)
            for (const auto& secret : service->secrets) names.push_back(secret.name.value);
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("no service lists `secrets/", visible(path), ".age`"),
                    .at = file.at,
                    .help = did_you_mean(path.substr(path.find('/') + 1), names)});
    }
}

}  // namespace

extern const Rule unused_secret = {
    .info =
        {
            .code = "unused-secret",
            .summary = "an encrypted secret that no service lists",
            .why = "A file `secrets/<service>/<name>.age` reaches a host only when `[secrets]` of that service lists "
                   "`<name>`. One that nobody\n"
                   "lists is a slip in a name, or is left over.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["web"]

== services/web/service.toml
[secrets]
env = ["wbe.env"]

== secrets/web/web.env.age
)" NAGAYA_EXAMPLE_SECRET R"(
== ../secrets/web/wbe.env
TOKEN=example

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
