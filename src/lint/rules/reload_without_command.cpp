// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule reload_without_command = {
    .info =
        {
            .code = "reload-without-command",
            .summary = "`[reload]` names a unit that cannot be reloaded",
            .why = "A reload is what `ExecReload=` says; without it systemd refuses ('Job type reload is not "
                   "applicable'), and the apply\n"
                   "would fail. For a container it stands under [Service] and runs on the host: `podman exec` reaches "
                   "the inside.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[reload]
"web.container" = ["files/conf.d/*"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=@@FILES_PATH@@/conf.d:/etc/nginx/conf.d:ro

[Install]
WantedBy=default.target

== services/web/files/conf.d/site.conf
server { listen 80; }
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[reload]
"web.container" = ["files/conf.d/*"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=@@FILES_PATH@@/conf.d:/etc/nginx/conf.d:ro

[Service]
ExecReload=podman exec systemd-web nginx -s reload

[Install]
WantedBy=default.target

== services/web/files/conf.d/site.conf
server { listen 80; }
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
