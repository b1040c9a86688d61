// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule wrong_type = {
    .info =
        {
            .code = "wrong-type",
            .summary = "a value is of the wrong kind",
            .why = "Each key takes one kind of value: a text, a number, true or false, a list, or one of a few words. "
                   "The\n"
                   "reference says which.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = "web"

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
