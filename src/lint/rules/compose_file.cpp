// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_file = {
    .info =
        {
            .code = "compose-file",
            .summary = "a file that a Compose file names cannot be read",
            .why = "`include` and `extends` name other Compose files. In a site their paths begin in the directory of "
                   "the service, or\n"
                   "of the included project, and only files of the site are read: one that is only on the host counts "
                   "as missing. A\n"
                   "file that is not UTF-8 text cannot be read either.",
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
  - common/cache.yaml
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
  - common/cache.yaml

== services/shop/common/cache.yaml
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
