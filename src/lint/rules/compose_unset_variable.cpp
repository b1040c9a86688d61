// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_unset_variable = {
    .info =
        {
            .code = "compose-unset-variable",
            .summary = "a Compose file uses a variable that is not set",
            .why = "The variable counts as empty, which is rarely meant. In a site variables come from `.env` beside "
                   "the Compose file\n"
                   "and from nowhere else: the environment of the one who runs nagaya is not looked at. Set it there, "
                   "or write a\n"
                   "default: `${NAME:-default}`, and `${NAME-}` where empty is right.",
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
    environment:
      TZ: ${ZONE}
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
    environment:
      TZ: ${ZONE:-Europe/Vienna}
)",
            .severity = Severity::warning,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
