// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule yaml_syntax = {
    .info =
        {
            .code = "yaml-syntax",
            .summary = "a file is not YAML",
            .why = "Compose files are YAML. The place that is marked is where reading stopped; the mistake is there or "
                   "shortly before,\n"
                   "and often it is the indentation. Keys that stand twice in a mapping or are not text, aliases that "
                   "stand for\n"
                   "themselves, `<<` with something other than mappings, and files beyond the bounds (16 MiB, 150 "
                   "levels) are refused\n"
                   "too. Nothing of such a file is used.",
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
    command: echo ready: yes
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
    command: "echo ready: yes"
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
