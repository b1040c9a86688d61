// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_loss = {
    .info =
        {
            .code = "compose-loss",
            .summary = "a part of a Compose file is lost",
            .why = "Podman, or Podman without root, has no counterpart for this: log drivers other than `json-file`, "
                   "`journald` and\n"
                   "`none`, sysctls of the whole host, ranges of host ports, drivers that need root, what only Swarm "
                   "does. The\n"
                   "container runs without it. Remove it if you can do without; else set it on the host, or write a "
                   "drop-in for the\n"
                   "unit.",
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
    logging:
      driver: gelf
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
    logging:
      driver: journald
)",
            .severity = Severity::warning,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
