// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule several_issuers = {
    .info =
        {
            .code = "several-issuers",
            .summary = "two services of a host get its certificates",
            .why = "The issuer writes the store that all accounts read, so a host can have one only: two would ask for "
                   "every certificate twice, and\n"
                   "write over each other.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["first", "issuer"]

== services/first/service.toml
[issuer]
server = "none"

== services/first/first.container
[Container]
Image=docker.io/library/debian:12

[Service]
Type=oneshot

== services/issuer/service.toml
[issuer]
server = "none"

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
server = "none"

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
