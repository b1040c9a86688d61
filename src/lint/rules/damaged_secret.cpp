#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/example_secret.hpp"
#include "lint/rule.hpp"
#include "syntax/age_file.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, file] : context.site().secret_files) {
        if (!file.age || syntax::parse_age_header(file.bytes)) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`secrets/", visible(name), ".age` is not encrypted by age, or was cut off"),
                    .at = file.at,
                    .help = "take it from the history, or write it anew with `nagaya secret set`"});
    }
}

}  // namespace

extern const Rule damaged_secret = {
    .info =
        {
            .code = "damaged-secret",
            .summary = "an encrypted secret is no file of age",
            .why = "Files `secrets/<service>/<name>.age` are what age(1) writes: `nagaya secret set` makes them. One "
                   "that has no whole header\n"
                   "is in clear under a wrong name, was cut off, or was changed by something between. No host could "
                   "read it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["web"]

== services/web/service.toml
[secrets]
env = ["web.env"]

== secrets/web/web.env.age
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
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
