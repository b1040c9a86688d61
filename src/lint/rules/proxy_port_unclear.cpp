// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule proxy_port_unclear = {
    .info =
        {
            .code = "proxy-port-unclear",
            .summary = "it is not said which port the reverse proxy hands requests to",
            .why = "Requests go to the service's only `[[port]]`, to the one that `port` names, or to an `upstream` "
                   "that is not a port of the\n"
                   "service. Here none of these is there, or the name is not that of a port.",
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
port = "web"

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
port = "http"

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
