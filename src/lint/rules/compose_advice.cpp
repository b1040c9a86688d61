// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_advice = {
    .info =
        {
            .code = "compose-advice",
            .summary = "a Compose file asks for something that Podman has in another way",
            .why = "Nothing is lost, but somebody should know. A volume or network that is `external` is made by "
                   "nobody: the account\n"
                   "needs it before the service starts. A service of a profile is left out, because no profile is "
                   "active in a site.\n"
                   "`privileged` gives a container the rights of its account and no more, graphics cards need a CDI "
                   "description on the\n"
                   "host, and Docker's socket becomes Podman's. Where it says what you want, leave it so.",
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
    volumes:
      - data:/srv
volumes:
  data:
    external: true
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
    volumes:
      - data:/srv
volumes:
  data: {}
)",
            .severity = Severity::note,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
