// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule unmapped_id = {
    .info =
        {
            .code = "unmapped-id",
            .summary = "data belong to an id that the account does not have",
            .why = "An id inside a container is an id of the account's range on the host: 0 is the account itself, 1 "
                   "is the first of\n"
                   "its subordinate ids, and so on. `owner` or `group` of `[[data]]` beyond that range has no number "
                   "on the host, so the directory\n"
                   "could not be given to it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[data]]
path = "html"
owner = 100000

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
[[data]]
path = "html"
owner = 101

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
