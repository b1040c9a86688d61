// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_schema = {
    .info =
        {
            .code = "compose-schema",
            .summary = "a Compose file has a key or a kind of value that Compose does not know",
            .why = "Keys and kinds of values are those of the Compose specification, as docker-compose 2.40 checks "
                   "them: an unknown\n"
                   "key, a list where a mapping belongs, a word that is none of the allowed ones, a file that is "
                   "empty. Keys of your\n"
                   "own begin with `x-`. Nothing of a file with such an error becomes a unit.",
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
    comand: ["nginx-debug", "-g", "daemon off;"]
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
    command: ["nginx-debug", "-g", "daemon off;"]
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
