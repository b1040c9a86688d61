// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule unknown_file = {
    .info =
        {
            .code = "unknown-file",
            .summary = "a file of the site stands where nothing reads it",
            .why = "Every file of a service has a meaning by its place and name. One without a meaning is not "
                   "installed anywhere, so\n"
                   "it is probably in the wrong place: plain units belong below `units/user/` or `units/root/`, "
                   "configuration below\n"
                   "`files/`. Notes for people are fine: README, LICENSE, `*.md`, and names that begin with a dot.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.timer
[Timer]
OnCalendar=daily

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
            .severity = Severity::warning,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
