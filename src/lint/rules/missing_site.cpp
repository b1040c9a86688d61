// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule missing_site = {
    .info =
        {
            .code = "missing-site",
            .summary = "there is no `nagaya.toml`",
            .why = "A site is a directory with a file `nagaya.toml`. Commands look for it in the working directory; "
                   "`--site` names\n"
                   "another one, and `nagaya init` makes a new one.",
            .bad = R"(== hosts/mouse.toml
services = ["web"]

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
