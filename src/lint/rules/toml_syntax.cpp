// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule toml_syntax = {
    .info =
        {
            .code = "toml-syntax",
            .summary = "a file is not TOML",
            .why = "`nagaya.toml`, `service.toml`, the files below `hosts/` and `nagaya.lock` are TOML 1.0 in UTF-8. "
                   "The place\n"
                   "that is marked is where reading stopped; the mistake is there or shortly before. A key that stands "
                   "twice, a\n"
                   "file over 1 MiB and nesting over 64 levels are refused too. Nothing of such a file is used.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"

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
