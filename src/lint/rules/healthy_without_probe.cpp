// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule healthy_without_probe = {
    .info =
        {
            .code = "healthy-without-probe",
            .summary = "a service waits for another to be healthy, and nothing says when that is",
            .why = "`name:healthy` under `[needs] services` waits until the other service is up: until its containers' "
                   "`HealthCmd=`, or the\n"
                   "`[health]` of its service.toml, holds. When it has neither, only the start is waited for, as "
                   "without `:healthy`. A\n"
                   "`HEALTHCHECK` of the image counts only when the container says `HealthCmd=` itself: `podman build` "
                   "leaves it out.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["db", "web"]

== services/db/db.container
[Container]
Image=docker.io/library/memcached:1.6

[Install]
WantedBy=default.target

== services/web/service.toml
[needs]
services = ["db:healthy"]

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
services = ["db", "web"]

== services/db/db.container
[Container]
Image=docker.io/library/memcached:1.6
HealthCmd=pg_isready

[Install]
WantedBy=default.target

== services/web/service.toml
[needs]
services = ["db:healthy"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
