#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/example_secret.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, file] : context.site().secret_files) {
        if (file.age || !file.sops.empty()) continue;
        const size_t slash = name.find('/');
        const bool sound = slash != std::string::npos;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`secrets/", visible(name), "` is not encrypted"),
                    .at = file.at,
                    .help = sound ? concat("encrypt it with `nagaya secret set ", visible(name.substr(0, slash)), ' ',
                                           visible(name.substr(slash + 1)), "`, and remove this file")
                                  : std::string("encrypted secrets are secrets/SERVICE/NAME.age")});
    }
    // While there is no other text of it, missing-secret says what to do.
    for (const auto& [name, service] : context.site().services)
        for (const auto& secret : service.secrets)
            if (!secret.in_clear.empty() && secret.source != model::SecretSource::none)
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("`", visible(secret.in_clear), "` is not encrypted"),
                            .at = secret.name.at,
                            .help = concat("remove this file: `nagaya secret show ", name, ' ', secret.name.value,
                                           "` prints what counts")});
}

}  // namespace

extern const Rule plain_secret = {
    .info =
        {
            .code = "plain-secret",
            .summary = "a secret stands in the site in clear",
            .why = "What stands in `secrets/` of a site goes into its repository, to everybody who clones it, and "
                   "stays in its history. There\n"
                   "belong encrypted files only, called `.age`. Those in clear stand outside (`[secrets] dir`, by "
                   "default `../secrets`).",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["web"]

== secrets/web/web.env
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
