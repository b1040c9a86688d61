// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule unmatched_reload = {
    .info =
        {
            .code = "unmatched-reload",
            .summary = "a pattern under `[reload]` matches no file that the unit uses",
            .why = "A pattern is compared with the paths of the service's files, from `files/` on, of those that the "
                   "unit mounts or names.\n"
                   "`*` stands for anything but `/`. A pattern without a file does nothing, so the change that was "
                   "meant still restarts the\n"
                   "unit.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[reload]
"web.container" = ["files/conf/*"]

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
            .severity = Severity::warning,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
