// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule containerfile_syntax = {
    .info =
        {
            .code = "containerfile-syntax",
            .summary = "a Containerfile cannot be read",
            .why = "The images of a site are built in the order that their `FROM` and `COPY --from` lines ask for, so "
                   "these lines are read\n"
                   "here. What cannot be read here would fail in the build as well, and that later.",
            .bad = R"(== nagaya.toml
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
FROM
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
