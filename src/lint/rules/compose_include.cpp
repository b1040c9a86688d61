// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_include = {
    .info =
        {
            .code = "compose-include",
            .summary = "an included Compose project cannot be taken over",
            .why = "`include` adds the services, networks and volumes of another Compose project. None of them may be "
                   "called like one\n"
                   "of this file's unless both say the same; to change what is included, write an override file and "
                   "list both in one\n"
                   "entry's `path`. A file that includes itself, a file on another machine, and an `env_file` that "
                   "cannot be read are\n"
                   "refused.",
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
include:
  - https://example.org/cache/compose.yaml
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
include:
  - cache.yaml

== services/shop/cache.yaml
services:
  cache:
    image: docker.io/library/memcached:1.6
    restart: unless-stopped
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
