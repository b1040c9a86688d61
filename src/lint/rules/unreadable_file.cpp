// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule unreadable_file = {
    .info =
        {
            .code = "unreadable-file",
            .summary = "a file of the site cannot be read",
            .why = "A file that is too large, that is a link out of the site, or that the file system refuses to read "
                   "is left out,\n"
                   "and everything that would depend on it could be wrong. So nothing is applied until it is readable.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/files/site.conf ! is a symbolic link that leaves the site

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
