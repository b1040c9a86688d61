// Found when allowances are applied; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule unused_allowance = {
    .info =
        {
            .code = "unused-allowance",
            .summary = "something is allowed that is not found",
            .why = "An allowance that nothing is found for hides the next finding of that rule, which nobody has "
                   "looked at. It is left\n"
                   "over from a mistake that was mended, or stands in the wrong place: a comment is for the next line, "
                   "for a whole section\n"
                   "above its `[heading]`, and with `allow-file` for the whole file.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
# nagaya: allow privileged-container: measures the disks of the host

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
