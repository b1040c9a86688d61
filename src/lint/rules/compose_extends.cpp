// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_extends = {
    .info =
        {
            .code = "compose-extends",
            .summary = "a service extends one that is not there",
            .why = "`extends` takes over another service, of the same file or of the one that `file` names. That "
                   "service has to exist,\n"
                   "must not lead back to the one that extends it, and its file must be in the site: a path on another "
                   "machine is\n"
                   "refused, since nothing is fetched.",
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
  next:
    extends:
      service: wbe
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
  next:
    extends:
      service: web
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
