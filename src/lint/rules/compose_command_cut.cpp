// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule compose_command_cut = {
    .info =
        {
            .code = "compose-command-cut",
            .summary = "a command ends at a sign of the shell",
            .why = "A `command` or `entrypoint` that is one text is split into words, and no shell reads it. The "
                   "reference,\n"
                   "docker-compose, stops splitting at the first `;`, `&`, `|`, `<` or `>` outside quotes, and so does "
                   "nagaya: what\n"
                   "comes behind it never runs. Write the shell yourself, as a list, or put the sign in quotes if the "
                   "program is to see\n"
                   "it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["shop"]

== services/shop/compose.yaml
services:
  web:
    image: docker.io/library/nginx:1.27
    restart: unless-stopped
    command: nginx -t && nginx -g 'daemon off;'
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["shop"]

== services/shop/compose.yaml
services:
  web:
    image: docker.io/library/nginx:1.27
    restart: unless-stopped
    command: ["sh", "-c", "nginx -t && exec nginx -g 'daemon off;'"]
)",
            .severity = Severity::warning,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
