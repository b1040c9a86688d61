// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule unknown_key = {
    .info =
        {
            .code = "unknown-key",
            .summary = "a TOML file has a key or table that nagaya does not know",
            .why = "Every key has one meaning and one place; the reference lists them all. A key that nobody reads "
                   "does nothing, so\n"
                   "it is an error and not a silence: most often it is misspelt, or stands under the wrong table.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
service = ["web"]

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
