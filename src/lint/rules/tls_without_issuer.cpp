// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule tls_without_issuer = {
    .info =
        {
            .code = "tls-without-issuer",
            .summary = "a name is to be served by https, and nobody issues certificates",
            .why = "For https the reverse proxy needs a certificate, which a service of the same host with a table "
                   "`[issuer]` gets for all\n"
                   "published names. Add one (`nagaya catalog add certificates`), or leave `tls` out: without an "
                   "issuer the default is http.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["blog", "nginx"]

== services/blog/service.toml
[[port]]
name = "http"

[proxy]
hosts = ["blog.@@DOMAIN@@"]
tls = true

== services/blog/blog.container
[Container]
Image=docker.io/library/wordpress:6
PublishPort=127.0.0.1:@@PORT_HTTP@@:80

[Install]
WantedBy=default.target

== services/nginx/service.toml
[reverse_proxy]

== services/nginx/nginx.container
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
services = ["blog", "nginx"]

== services/blog/service.toml
[[port]]
name = "http"

[proxy]
hosts = ["blog.@@DOMAIN@@"]

== services/blog/blog.container
[Container]
Image=docker.io/library/wordpress:6
PublishPort=127.0.0.1:@@PORT_HTTP@@:80

[Install]
WantedBy=default.target

== services/nginx/service.toml
[reverse_proxy]

== services/nginx/nginx.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
