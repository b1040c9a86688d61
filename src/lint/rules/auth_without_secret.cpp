// Found by lower; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule auth_without_secret = {
    .info =
        {
            .code = "auth-without-secret",
            .summary = "the reverse proxy is to ask for a password, and has no file of passwords",
            .why = "`auth` under `[proxy]` names a secret of the *proxy's* service, whose workers read it at each "
                   "request. "
                   "Without it the\n"
                   "proxy would answer every request with an error. List it under `[secrets] files` there, with the "
                   "number "
                   "of the user that the\n"
                   "workers run as.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["blog", "nginx"]

== services/blog/service.toml
[[port]]
name = "http"

[proxy]
hosts = ["blog.@@DOMAIN@@"]
auth = "blog.htpasswd"

== services/blog/blog.container
[Container]
Image=docker.io/library/wordpress:6
PublishPort=@@PUBLISH_HTTP@@:80

[Install]
WantedBy=default.target

== services/nginx/service.toml
[reverse_proxy]

== services/nginx/nginx.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"
domain = "example.org"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["blog", "nginx"]

== services/blog/service.toml
[[port]]
name = "http"

[proxy]
hosts = ["blog.@@DOMAIN@@"]
auth = "blog.htpasswd"

== services/blog/blog.container
[Container]
Image=docker.io/library/wordpress:6
PublishPort=@@PUBLISH_HTTP@@:80

[Install]
WantedBy=default.target

== services/nginx/service.toml
[reverse_proxy]

[secrets]
files = ["blog.htpasswd:101"]

== ../secrets/nginx/blog.htpasswd
ada:$6$salt$hash

== services/nginx/nginx.container
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
