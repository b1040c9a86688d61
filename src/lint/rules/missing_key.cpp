// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule missing_key = {
    .info =
        {
            .code = "missing-key",
            .summary = "a table lacks a key that it needs",
            .why =
                "Nearly everything has a default. A few keys cannot: the site's name, a port's name, a mount's place.",
            .bad = R"(== nagaya.toml
[site]
domain = "example.org"

== hosts/mouse.toml
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
