// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule certificate_without_issuer = {
    .info =
        {
            .code = "certificate-without-issuer",
            .summary = "a service wants a certificate on a host where nobody gets any",
            .why = "`[certificates]` of a service asks the host's issuer, a service with the table `[issuer]`. Without "
                   "one the certificate would never be\n"
                   "there. Add an issuer to the host, for instance the one that `nagaya catalog add certificates` "
                   "makes; with `server = \"none\"` it only\n"
                   "makes self-signed certificates.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[certificates]
names = ["www.@@DOMAIN@@"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["issuer", "web"]

== services/web/service.toml
[certificates]
names = ["www.@@DOMAIN@@"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

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
