// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_value = {
    .info =
        {
            .code = "compose-value",
            .summary = "a value of a Compose file cannot be used",
            .why = "The value stands where it may, and is not what Compose can read there: a port, a duration, a size, "
                   "a number, a\n"
                   "command with a quote that does not end, a resource with two sources or none, a project's name. "
                   "docker-compose\n"
                   "refuses such a file as well.",
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
    ports:
      - "8080:http"
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
    ports:
      - "8080:80"
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
