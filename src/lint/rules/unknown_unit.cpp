// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule unknown_unit = {
    .info =
        {
            .code = "unknown-unit",
            .summary = "`[health]` or `[reload]` names a unit that the service does not have",
            .why = "Both tables call a unit or Quadlet file of the service by its name in the site. Under a name that "
                   "no file has, a probe\n"
                   "would never be asked and a reload never happen.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[health]
unit = "wbe.container"
http = "http://127.0.0.1:8080/"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[health]
unit = "web.container"
http = "http://127.0.0.1:8080/"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
