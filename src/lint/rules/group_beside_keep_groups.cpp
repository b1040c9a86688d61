// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule group_beside_keep_groups = {
    .info =
        {
            .code = "group-beside-keep-groups",
            .summary = "the reverse proxy names a group, and keeps those of its account",
            .why = "The proxy reads certificates by a group of its account, which `GroupAdd=keep-groups` hands to the "
                   "container; nagaya adds it.\n"
                   "Podman refuses any other group beside it, and `keep-groups` twice, and the proxy would not start. "
                   "Add a group of the host to\n"
                   "the account instead: it is kept as well.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["certs", "nginx", "web"]

== services/certs/service.toml
[issuer]
server = "none"

== services/certs/certs.container
[Container]
Image=docker.io/library/debian:12

[Service]
Type=oneshot

== services/web/service.toml
[[port]]
name = "http"

[proxy]
hosts = ["www.@@DOMAIN@@"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=@@PUBLISH_HTTP@@:80

[Install]
WantedBy=default.target

== services/nginx/service.toml
[reverse_proxy]
kind = "nginx"

== services/nginx/nginx.container
[Container]
Image=docker.io/library/nginx:1.27
GroupAdd=video

[Service]
ExecReload=podman exec systemd-nginx nginx -s reload

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["certs", "nginx", "web"]

== services/certs/service.toml
[issuer]
server = "none"

== services/certs/certs.container
[Container]
Image=docker.io/library/debian:12

[Service]
Type=oneshot

== services/web/service.toml
[[port]]
name = "http"

[proxy]
hosts = ["www.@@DOMAIN@@"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=@@PUBLISH_HTTP@@:80

[Install]
WantedBy=default.target

== services/nginx/service.toml
[reverse_proxy]
kind = "nginx"

[account]
groups = ["video"]

== services/nginx/nginx.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
ExecReload=podman exec systemd-nginx nginx -s reload

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
