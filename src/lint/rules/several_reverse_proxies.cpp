// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule several_reverse_proxies = {
    .info =
        {
            .code = "several-reverse-proxies",
            .summary = "a host runs two reverse proxies",
            .why = "All services of a host are published by one reverse proxy, the service with a table "
                   "`[reverse_proxy]`. With two it is not\n"
                   "said which of them. A service of another kind that forwards requests needs no such table.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["edge", "nginx"]

== services/edge/service.toml
[reverse_proxy]

== services/edge/edge.container
[Container]
Image=docker.io/library/nginx:1.27

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
services = ["nginx"]

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
