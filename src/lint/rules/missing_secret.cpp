#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

std::string help(std::string_view service, const model::Secret& secret, const model::SiteSettings& settings) {
    const std::string name = concat(service, " ", secret.name.value);
    if (!secret.in_clear.empty())
        return concat("encrypt it with `nagaya secret set ", name, " < ", visible(secret.in_clear),
                      "`, and take that file out of the site");
    return concat("encrypt it with `nagaya secret set ", name, "`, or write ", settings.secrets_dir.value, "/", service,
                  "/", secret.name.value, " before you apply");
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto& settings = context.site().settings;
    for (const auto& [name, service] : context.site().services) {
        for (const auto& secret : service.secrets) {
            if (secret.source != model::SecretSource::none) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("the secret `", secret.name.value, "` of service `", name, "` is not there"),
                        .at = secret.name.at,
                        .help = help(name, secret, settings)});
        }
    }
}

}  // namespace

extern const Rule missing_secret = {
    .info =
        {
            .code = "missing-secret",
            .summary = "a secret that a service names is not there",
            .why =
                "A secret of a service is the encrypted file `secrets/<service>/<name>.age` of the site, or the file\n"
                "`<service>/<name>` of the directory for those in clear (by default `../secrets`). That one is kept "
                "out of the\n"
                "site, so a fresh clone does not have it: a check without it is only a warning. `nagaya apply` needs "
                "them and stops before it changes anything.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[secrets]
env = ["web.env"]

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
services = ["web"]

== services/web/service.toml
[secrets]
env = ["web.env"]

== ../secrets/web/web.env
TOKEN=example

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
