// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule certificate_clash = {
    .info =
        {
            .code = "certificate-clash",
            .summary = "two certificates of a host have one name and different domains",
            .why = "A certificate is a directory of the store, called by `name` or by its first domain. Services that "
                   "ask for the same domains share\n"
                   "it; with different ones, whoever is asked last would take it from the other.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["blog", "issuer", "web"]

== services/web/service.toml
[certificates]
name = "main"
names = ["www.@@DOMAIN@@"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/blog/service.toml
[certificates]
name = "main"
names = ["blog.@@DOMAIN@@"]

== services/blog/blog.container
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
services = ["blog", "issuer", "web"]

== services/web/service.toml
[certificates]
names = ["www.@@DOMAIN@@"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/blog/service.toml
[certificates]
names = ["blog.@@DOMAIN@@"]

== services/blog/blog.container
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
