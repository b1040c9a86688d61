// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule selinux_outdated = {
    .info =
        {
            .code = "selinux-outdated",
            .summary = "the SELinux package would say something else than its newest release",
            .why = "The package of a site follows from the ports that its services declare. rpm compares versions, not "
                   "contents: a package\n"
                   "with another content needs another version, or hosts keep the old one. `security/selinux.toml` has "
                   "the digest of\n"
                   "the content for each release.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
os = "microos"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== security/selinux.toml
[[release]]
version = "1.0.0-1"
date = "2026-11-22"
packager = "Ada <ada@example.org>"
content = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
changes = ["first package"]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
os = "microos"
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
