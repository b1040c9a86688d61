// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule reload_of_mounted_file = {
    .info =
        {
            .code = "reload-of-mounted-file",
            .summary = "a file that is to be taken up by a reload is mounted by itself",
            .why = "A changed file is put in place by a rename, so that nobody ever reads half of it. A container that "
                   "mounts the *file*\n"
                   "keeps the one that was there when it started, and a reload reads the old text again. nagaya "
                   "restarts the unit instead.\n"
                   "Mount the directory: then the container sees the new file.",
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
Volume=@@FILES_PATH@@/conf.d/site.conf:/etc/nginx/conf.d/site.conf:ro

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
