// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule builtin_variable = {
    .info =
        {
            .code = "builtin-variable",
            .summary = "`[vars]` sets a name that nagaya itself gives a value",
            .why = "`SERVICE`, `FILES_PATH`, `PORT_…`, `IMAGE_…` and their kind describe the service as it is "
                   "installed. Setting one to something else\n"
                   "would make units point at places that do not exist.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[vars]
FILES_PATH = "/etc/web"

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
[vars]
WEB_FILES = "/etc/web"

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
