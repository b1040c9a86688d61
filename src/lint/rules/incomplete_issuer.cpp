// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule incomplete_issuer = {
    .info =
        {
            .code = "incomplete-issuer",
            .summary = "`[issuer]` does not say all that an ACME server asks",
            .why = "To get a certificate one needs a server, an address for its messages, and a proof that the names "
                   "are yours: a record that the DNS\n"
                   "provider named by `dns` sets. `server = \"none\"` needs nothing, and every certificate stays "
                   "self-signed.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["issuer"]

== services/issuer/service.toml
[issuer]
server = "staging"
email = "admin@example.org"

== services/issuer/issuer.container
[Container]
Image=docker.io/library/debian:12

[Service]
Type=oneshot
)",
            .good = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["issuer"]

== services/issuer/service.toml
[issuer]
server = "staging"
email = "admin@example.org"
dns = "rfc2136"

== services/issuer/issuer.container
[Container]
Image=docker.io/library/debian:12

[Service]
Type=oneshot
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
