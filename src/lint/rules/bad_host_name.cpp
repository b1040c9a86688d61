// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule bad_host_name = {
    .info =
        {
            .code = "bad-host-name",
            .summary = "a name under which a service is published is no host name",
            .why = "After its variables are filled in, each of `hosts` is a name as DNS knows it (RFC 1123): labels of "
                   "letters, digits and `-`,\n"
                   "joined by dots, at most 253 characters. `*.` may stand before it, for all names one label longer.",
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
hosts = ["@@NAME@@.@@DOMAIN@@"]

[vars]
NAME = "my blog"

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
hosts = ["@@NAME@@.@@DOMAIN@@"]

[vars]
NAME = "my-blog"

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
