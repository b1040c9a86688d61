#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto& settings = context.site().settings;
    for (const auto& [name, service] : context.site().services) {
        for (const auto& secret : service.secret_env) {
            if (service.secret_texts.contains(secret.value)) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("secret file `", secret.value, "` of service `", name, "` is not there"),
                        .at = secret.at,
                        .help = concat("write ", settings.secrets_dir.value, "/", name, "/", secret.value,
                                       " before you apply")});
        }
    }
}

}  // namespace

extern const Rule missing_secret = {
    .info =
        {
            .code = "missing-secret",
            .summary = "a secret env file that a service names is not there",
            .why = "Files named under `[secrets] env` are read from the site's secrets directory (by default "
                   "`../secrets`), from\n"
                   "`<service>/<file>` below it. They are kept out of the site, so a fresh clone does not have them: a "
                   "check\n"
                   "without them is only a warning. `nagaya apply` needs them and stops before it changes anything.",
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
