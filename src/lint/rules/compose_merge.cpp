// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_merge = {
    .info =
        {
            .code = "compose-merge",
            .summary = "a Compose file overrides a value with one of another kind",
            .why = "Files that are laid on each other are merged key by key, a mapping with a mapping and a list with "
                   "a list. Where one\n"
                   "has a list and the other a mapping there is nothing to merge, and docker-compose refuses the files "
                   "too. Write both\n"
                   "the same way.",
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
  data: {}

== services/shop/compose.override.yaml
volumes:
  - data
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

== services/shop/compose.override.yaml
volumes:
  data:
    labels:
      backup: daily
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
