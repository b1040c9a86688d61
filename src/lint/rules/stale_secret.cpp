#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/example_secret.hpp"
#include "lint/rule.hpp"
#include "model/readers.hpp"
#include "syntax/age_file.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    const model::Site& site = context.site();
    for (const auto& [name, service] : site.services) {
        const size_t wanted = model::readers_of(site, name).size();
        if (wanted == 0) continue;  // another rule tells of the host
        for (const auto& secret : service.secrets) {
            const auto file = site.secret_files.find(concat(name, '/', secret.name.value));
            if (secret.source != model::SecretSource::age || file == site.secret_files.end()) continue;
            const auto header = syntax::parse_age_header(file->second.bytes);
            if (!header || header->recipients.size() == wanted) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("the secret `", secret.name.value, "` is encrypted for ",
                                          plural(header->recipients.size(), "key"), ", but ", wanted,
                                          wanted == 1 ? " has to read it" : " have to read it"),
                        .at = secret.name.at,
                        .help = concat("encrypt it anew with `nagaya secret rotate ", name, '`')});
        }
    }
}

}  // namespace

extern const Rule stale_secret = {
    .info =
        {
            .code = "stale-secret",
            .summary = "a secret is not encrypted for everybody who has to read it",
            .why = "An encrypted secret names how many may read it, but not who. When that number is not the number of "
                   "public keys that it\n"
                   "should have (`recipients` of nagaya.toml, and `age` of each host that runs the service), it was "
                   "encrypted before one of\n"
                   "them came or went. Who is missing cannot read it; who left still can. `nagaya secret rotate` "
                   "encrypts anew, with the same\n"
                   "text, so nothing is restarted.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

[secrets]
recipients = ["age1z6m5vme5ytsf0rlymg6xrf4nrm804lwy46kx84svskz2kkh09qgsrvdr46"]

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
