// Found when allowances are applied; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule bad_allowance = {
    .info =
        {
            .code = "bad-allowance",
            .summary = "an allowance has no reason, names no rule, or allows an error",
            .why = "`# nagaya: allow RULE: reason` and `[[allow]]` take a warning or a note out of the report. "
                   "Somebody who reads it later\n"
                   "has to know why that was right, so the reason is required. A misspelt rule would allow nothing. "
                   "What is an error does\n"
                   "not work on the host, whoever allows it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
# nagaya: allow privileged-container
PodmanArgs=--privileged

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
# nagaya: allow privileged-container: measures the disks of the host
PodmanArgs=--privileged

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
