// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule env_syntax = {
    .info =
        {
            .code = "env-syntax",
            .summary = "a line of an env file is not NAME=value",
            .why = "Secret env files are read by podman: `NAME=value` lines, blank lines, and comments that begin with "
                   "`#`. What\n"
                   "is no such line would be lost or refused there. The line's text is not repeated here, since it may "
                   "be secret.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[secrets]
env = ["web.env"]

== ../secrets/web/web.env
export TOKEN example

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
[secrets]
env = ["web.env"]

== ../secrets/web/web.env
TOKEN=example

== services/web/web.container
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
