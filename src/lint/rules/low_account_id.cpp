#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, ids] : context.site().lock.accounts) {
        if (name == "root" || (ids.uid >= 1000 && ids.uid <= 60'000)) continue;
        if (ids.uid > 60'000 && (ids.uid < 61'184 || ids.uid > 65'519)) continue;
        report.add(
            {.code = info.code,
             .severity = info.severity,
             .message = concat("account `", name, "` has uid ", ids.uid, ", which has no journal of its own"),
             .at = ids.at,
             .help = "take its line out of nagaya.lock while it is on no host; the next apply gives it another"});
    }
}

}  // namespace

extern const Rule low_account_id = {
    .info =
        {
            .code = "low-account-id",
            .summary = "an account has an id that systemd keeps for others",
            .why = "Users below 1000 are the system's and those from 61184 to 65519 are made on the fly: systemd gives "
                   "them no journal of\n"
                   "their own, so `nagaya logs` finds nothing, and treats their managers differently. Ids from 1000 to "
                   "60000 are for\n"
                   "accounts like these.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== nagaya.lock
version = 1

[accounts]
web = { uid = 900, subid_start = 1000000, subid_count = 65536 }

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== nagaya.lock
version = 1

[accounts]
web = { uid = 2000, subid_start = 1000000, subid_count = 65536 }

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
