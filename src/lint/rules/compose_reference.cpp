// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_reference = {
    .info =
        {
            .code = "compose-reference",
            .summary = "parts of a Compose file do not fit together",
            .why = "Something is named that the file does not have, such as a network, volume, secret or service; or "
                   "two things exclude\n"
                   "each other: one `container_name` for several containers, two mounts in one place, limits said "
                   "twice in different\n"
                   "ways, services that depend on each other in a circle. A service with neither `image` nor `build` "
                   "is found here as\n"
                   "well. docker-compose refuses such a project, and so nothing of it becomes a unit.",
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
    networks:
      - front
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
    networks:
      - front
networks:
  front: {}
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
