// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule duplicate_host_name = {
    .info =
        {
            .code = "duplicate-host-name",
            .summary = "two services of a host are published under one host name",
            .why = "The reverse proxy leads a request to a service by the host name in it. Of two servers with one "
                   "name nginx takes the first\n"
                   "and only logs that it ignores the other, so one of the services would never be reached.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["blog", "nginx", "shop"]

== services/blog/service.toml
[[port]]
name = "http"

[proxy]
hosts = ["www.@@DOMAIN@@"]

== services/blog/blog.container
[Container]
Image=docker.io/library/wordpress:6
PublishPort=127.0.0.1:@@PORT_HTTP@@:80

[Install]
WantedBy=default.target

== services/shop/service.toml
[[port]]
name = "http"

[proxy]
hosts = ["www.@@DOMAIN@@"]

== services/shop/shop.container
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
services = ["blog", "nginx", "shop"]

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

== services/shop/service.toml
[[port]]
name = "http"

[proxy]
hosts = ["www.@@DOMAIN@@"]

== services/shop/shop.container
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
