// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule bad_name = {
    .info =
        {
            .code = "bad-name",
            .summary = "a name, path or address has a form that cannot be used",
            .why = "Names become accounts, directories, unit names and variables, so they are kept plain: small "
                   "letters, digits and\n"
                   "`-`, a letter first, at most 31 characters. Paths, domains and addresses must have their usual "
                   "form. This is also\n"
                   "what keeps a name from reaching out of its directory.",
            .bad = R"(== nagaya.toml
[site]
name = "My Home"

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
