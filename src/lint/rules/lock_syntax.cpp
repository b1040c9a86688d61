// Found by the readers; only the explanation lives here.
#include "lint/rule.hpp"

namespace nagaya::lint {

extern const Rule lock_syntax = {
    .info =
        {
            .code = "lock-syntax",
            .summary = "`nagaya.lock` is not as nagaya wrote it",
            .why = "The lock keeps what was decided once and must stay: uids, subordinate ids, ports. It is written by "
                   "nagaya and\n"
                   "committed. When a merge leaves marks in it, take one side's file whole; the next plan adds what is "
                   "missing. Do\n"
                   "not delete it: accounts would get other uids, and would no longer own their data.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== nagaya.lock
version = 1

[accounts]
web = "2000"

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

== nagaya.lock
version = 1

[accounts]
web = { uid = 2000, subid_start = 1000000, subid_count = 65536 }

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
