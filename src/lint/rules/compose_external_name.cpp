// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_external_name = {
    .info =
        {
            .code = "compose-external-name",
            .summary = "an external resource has its name in an old place",
            .why = "Old Compose files say `external: {name: …}` for a volume, network, secret or config that exists "
                   "already. It still\n"
                   "works and means the same as `external: true` with `name:` beside it, which is what the "
                   "specification has now. With\n"
                   "both names in one resource, they have to be equal.",
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
    external:
      name: shop_data
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
  data:
    external: true
    name: shop_data
)",
            .severity = Severity::warning,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
