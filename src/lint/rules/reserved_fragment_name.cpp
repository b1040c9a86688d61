// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule reserved_fragment_name = {
    .info =
        {
            .code = "reserved-fragment-name",
            .summary = "a fragment has the name of a generated one",
            .why = "What nagaya makes of `[proxy]` are fragments `nagaya-1.conf`, `nagaya-2.conf`, …, in the same "
                   "directories as the ones that\n"
                   "you write in `proxy/http/` and `proxy/https/`. Names that start with `nagaya-` are left to them.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
services = ["blog", "nginx"]

== services/blog/service.toml
[[port]]
name = "http"

== services/blog/blog.container
[Container]
Image=docker.io/library/wordpress:6
PublishPort=127.0.0.1:@@PORT_HTTP@@:80

[Install]
WantedBy=default.target

== services/blog/proxy/http/nagaya-1.conf
server {
    listen 80;
    server_name blog.@@DOMAIN@@;
}

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

== services/blog/blog.container
[Container]
Image=docker.io/library/wordpress:6
PublishPort=127.0.0.1:@@PORT_HTTP@@:80

[Install]
WantedBy=default.target

== services/blog/proxy/http/blog.conf
server {
    listen 80;
    server_name blog.@@DOMAIN@@;
}

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
