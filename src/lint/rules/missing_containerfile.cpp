// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule missing_containerfile = {
    .info =
        {
            .code = "missing-containerfile",
            .summary = "an image's directory has no Containerfile",
            .why = "`services/<service>/image/` and `images/<name>/` are build contexts: `nagaya apply` builds the "
                   "image from the\n"
                   "`Containerfile` (or `Dockerfile`) at their top.",
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

== services/web/image/start.sh
#!/bin/sh
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=localhost/web

[Install]
WantedBy=default.target

== services/web/image/Containerfile
FROM docker.io/library/nginx:1.27
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
