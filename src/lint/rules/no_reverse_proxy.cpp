// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule no_reverse_proxy = {
    .info =
        {
            .code = "no-reverse-proxy",
            .summary = "a service is to be published, and its host runs no reverse proxy",
            .why = "What stands under `[proxy]` and in `proxy/` is taken up by a service of the same host that has a "
                   "table\n"
                   "`[reverse_proxy]`. Without one nobody would be led to the service. `nagaya catalog add nginx` adds "
                   "one; list it in the\n"
                   "host's file, too.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["blog"]

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
