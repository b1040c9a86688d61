// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule proxy_unit_unclear = {
    .info =
        {
            .code = "proxy-unit-unclear",
            .summary = "it is not said which container is the reverse proxy",
            .why = "nagaya has the reverse proxy take up what services publish by a command in its container, so it "
                   "must know which one that\n"
                   "is. A service with one `.container` needs no word; with several, `unit` under `[reverse_proxy]` "
                   "names it.",
            .bad = R"(== nagaya.toml
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

== services/nginx/stats.container
[Container]
Image=docker.io/library/debian:12

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
unit = "nginx.container"

== services/nginx/nginx.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/nginx/stats.container
[Container]
Image=docker.io/library/debian:12

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
