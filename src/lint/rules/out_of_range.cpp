// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule out_of_range = {
    .info =
        {
            .code = "out-of-range",
            .summary = "a number is too small, too large, or none is left",
            .why = "Ports go up to 65535, uids of accounts begin at 1000, and so on; the reference gives the range of "
                   "every key. The same\n"
                   "code says that a range for accounts or loopback ports is used up: widen it in `nagaya.toml`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[port]]
name = "http"
listen = 70000

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:@@PORT_HTTP@@:80

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[port]]
name = "http"
listen = 700

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:@@PORT_HTTP@@:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
