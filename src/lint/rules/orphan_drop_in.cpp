// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule orphan_drop_in = {
    .info =
        {
            .code = "orphan-drop-in",
            .summary = "a drop-in belongs to no unit of the host",
            .why = "A drop-in `x.container.d/more.conf` adds to `x.container` of its service, or of the one other "
                   "service of the host\n"
                   "that has such a unit. When no service has it the drop-in changes nothing.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/wbe.container.d/10-memory.conf
[Container]
PodmanArgs=--memory=512m
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/web.container.d/10-memory.conf
[Container]
PodmanArgs=--memory=512m
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
