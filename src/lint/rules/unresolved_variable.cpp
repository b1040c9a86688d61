// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule unresolved_variable = {
    .info =
        {
            .code = "unresolved-variable",
            .summary = "`@@NAME@@` stands for nothing",
            .why = "`@@NAME@@` in units and in `files/` is replaced by a built-in value, or by one from `[vars]` of "
                   "the service, the host or\n"
                   "the site. A name that none of them has would reach the host as it is written. Binary files are "
                   "never touched.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:@@NGINX_TAG@@

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[vars]
NGINX_TAG = "1.27"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:@@NGINX_TAG@@

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
