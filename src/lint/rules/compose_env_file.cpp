// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_env_file = {
    .info =
        {
            .code = "compose-env-file",
            .summary = "an env file of a Compose file cannot be used",
            .why = "The file that `env_file` or `label_file` names is not there, or it or `.env` has a line that "
                   "cannot be read as\n"
                   "`NAME=value`. An `env_file` may be missing only where its entry says `required: false`. In a site "
                   "paths begin in\n"
                   "the directory of the service, and files that are only on the host are not read.",
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
    env_file: web.env
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
    env_file: web.env

== services/shop/web.env
LANG=C.UTF-8
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
