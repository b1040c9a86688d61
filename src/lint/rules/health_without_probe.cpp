// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule health_without_probe = {
    .info =
        {
            .code = "health-without-probe",
            .summary = "`[health]` says how long, but not what to look at",
            .why = "`within` is the time in which a unit must come up; what shows that it is up is `http`, `tcp`, "
                   "`command`, or the\n"
                   "container's own `HealthCmd=`. With none of them an apply only looks whether the unit stays active "
                   "for a moment, and\n"
                   "the time that was named is never used.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[health]
within = "30s"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

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
http = "http://127.0.0.1:8080/"
within = "30s"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
