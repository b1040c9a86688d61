// Found by load; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule selinux_releases = {
    .info =
        {
            .code = "selinux-releases",
            .summary = "the releases of the SELinux package do not follow one another",
            .why = "`security/selinux.toml` becomes the version and the changelog of the package. rpmbuild refuses a "
                   "changelog whose days do\n"
                   "not fall from entry to entry, and a version that does not rise is not installed over an older "
                   "one. The newest release\n"
                   "stands first; `nagaya selinux release` writes it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = []

== security/selinux.toml
[[release]]
version = "1.0.0-1"
date = "2026-11-22"
packager = "Ada <ada@example.org>"
content = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
changes = ["second package"]

[[release]]
version = "1.0.0-1"
date = "2026-11-20"
packager = "Ada <ada@example.org>"
content = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
changes = ["first package"]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = []
)",
            .severity = Severity::error,
        },
    .check = nullptr,
};

}  // namespace nagaya::lint
