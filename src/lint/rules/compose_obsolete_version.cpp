// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_obsolete_version = {
    .info =
        {
            .code = "compose-obsolete-version",
            .summary = "a Compose file has a `version`",
            .why = "The version once chose between formats of the file. Compose reads all files by one specification "
                   "now and ignores\n"
                   "it, and so does nagaya. Remove the line.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["shop"]

== services/shop/compose.yaml
version: "3.8"
services:
  web:
    image: docker.io/library/nginx:1.27
    restart: unless-stopped
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
)",
            .severity = Severity::note,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
