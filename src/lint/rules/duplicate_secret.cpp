// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule duplicate_secret = {
    .info =
        {
            .code = "duplicate-secret",
            .summary = "a service lists a secret twice",
            .why =
                "A secret is one file on the host, with one owner, and reaches the containers in one way: as an env "
                "file, as a\n"
                "file, or as a Podman secret. (One of `root` is another file: it may have the name of one of those.)",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[secrets]
env = ["web.env"]
files = ["web.env"]

== ../secrets/web/web.env
TOKEN=example

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
[secrets]
env = ["web.env"]

== ../secrets/web/web.env
TOKEN=example

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
