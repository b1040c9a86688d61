// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_boolean = {
    .info =
        {
            .code = "compose-boolean",
            .summary = "a Compose file says yes or on for a boolean",
            .why =
                "YAML 1.2 has `true` and `false`; `yes`, `no`, `on` and `off` are texts, quoted or not. Compose takes "
                "them for booleans\n"
                "where one is wanted, and says that this will end.",
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
    init: "yes"
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
    init: true
)",
            .severity = Severity::warning,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
