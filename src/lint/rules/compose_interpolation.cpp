// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_interpolation = {
    .info =
        {
            .code = "compose-interpolation",
            .summary = "a variable of a Compose file has no value, or is not written as one",
            .why = "`${NAME:?message}` asks for a variable that must be set, and it is not; or a dollar sign begins "
                   "something that\n"
                   "names no variable. In a site the variables come from `.env` beside the Compose file and from "
                   "nowhere else, so the\n"
                   "result is the same on every machine. Write `$$` where a dollar is meant.",
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
      - "${PORT:?choose a port}:80"
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
      - "${PORT:?choose a port}:80"

== services/shop/.env
PORT=8080
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
