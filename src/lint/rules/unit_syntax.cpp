// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule unit_syntax = {
    .info =
        {
            .code = "unit-syntax",
            .summary = "a line of a unit file is neither section, key nor comment",
            .why = "Unit files and Quadlet files have three kinds of lines: `[Section]`, `Key=value`, and comments "
                   "that begin with\n"
                   "`#` or `;`. The Quadlet generator is strict: one line it cannot read makes it drop **every** "
                   "Quadlet file of\n"
                   "the directory at the next `daemon-reload`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort 8080:80

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
PublishPort=8080:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
