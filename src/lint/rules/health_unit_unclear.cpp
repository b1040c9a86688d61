// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule health_unit_unclear = {
    .info =
        {
            .code = "health-unit-unclear",
            .summary = "`[health]` does not say which of several units it is about",
            .why = "`[health]` without `unit` is about the one unit that the service starts. When it starts several, "
                   "or none that stays\n"
                   "running, nagaya cannot know which of them answers, and a wrong guess would call a broken one "
                   "healthy. Name it, or write\n"
                   "one `[[health]]` for each.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["shop"]

== services/shop/service.toml
[health]
tcp = "127.0.0.1:5432"

== services/shop/db.container
[Container]
Image=docker.io/library/memcached:1.6
PublishPort=127.0.0.1:5432:5432

[Install]
WantedBy=default.target

== services/shop/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["shop"]

== services/shop/service.toml
[health]
unit = "db.container"
tcp = "127.0.0.1:5432"

== services/shop/db.container
[Container]
Image=docker.io/library/memcached:1.6
PublishPort=127.0.0.1:5432:5432

[Install]
WantedBy=default.target

== services/shop/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
