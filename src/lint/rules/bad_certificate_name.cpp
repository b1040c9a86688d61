// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule bad_certificate_name = {
    .info =
        {
            .code = "bad-certificate-name",
            .summary = "a name that no certificate can be for",
            .why = "A certificate is for domains: labels of letters, digits and `-` with dots between them, and `*.` "
                   "may stand first. An ACME server\n"
                   "refuses anything else, and also a name beside a `*` that covers it already; then none of the names "
                   "would get a certificate.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["issuer", "web"]

== services/web/service.toml
[certificates]
names = ["https://www.@@DOMAIN@@/"]

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
