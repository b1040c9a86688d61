// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_unit = {
    .info =
        {
            .code = "compose-unit",
            .summary = "a unit file is also made by the Compose file",
            .why = "A service's Compose file becomes Quadlet files: `shop` with a service `web` gives "
                   "`shop-web.container`. A file of\n"
                   "that name beside it would be the same unit twice, and it is not clear which one is meant. Change "
                   "the Compose file,\n"
                   "or put what the unit has more into a drop-in such as `shop-web.container.d/10-more.conf`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["shop"]

== services/shop/compose.yaml
services:
  web:
    image: docker.io/library/nginx:1.27
    restart: unless-stopped

== services/shop/shop-web.container
[Container]
Image=docker.io/library/nginx:1.27
ReadOnly=true

[Service]
Restart=always

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["shop"]

== services/shop/compose.yaml
services:
  web:
    image: docker.io/library/nginx:1.27
    restart: unless-stopped

== services/shop/shop-web.container.d/10-more.conf
[Container]
ReadOnly=true
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
