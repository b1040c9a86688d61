#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/owners.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// A database without an owner has a finding of its own.
bool is_database(const Context& context, const Unit& unit) {
    const KnownImage* known = context.parts_of(unit).known_image;
    return known != nullptr && known->database;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        if (service.data.empty()) continue;
        const auto hosts = context.hosts_of(service);
        for (const MountOwner& mount : mount_owners(context, hosts.empty() ? nullptr : hosts[0]->host, service)) {
            if (mount.data == nullptr || !mount.user || !mount.right_owner || is_database(context, *mount.unit))
                continue;
            const bool unwritable = mount.may_read != May::yes && mount.may_write == May::no && !mount.read_only;
            if (mount.may_read != May::no && !unwritable) continue;
            const bool written = mount.data->owner.at != Span{};
            Diagnostic finding{.code = info.code,
                               .severity = info.severity,
                               .message = concat("user ", *mount.user, " of the container may not ",
                                                 mount.may_read == May::no ? "read" : "write", " it: it belongs to ",
                                                 mount.seen_as ? concat(*mount.seen_as, " inside") : "nobody inside"),
                               .at = mount.entry->value_at,
                               .labels = {{.at = written ? mount.data->owner.at : mount.data->path.at,
                                           .message = written ? "given to this one" : "belongs to root inside"}},
                               .help = mount.help};
            if (written) finding.fixes = {{.at = mount.data->owner.at, .replacement = concat(*mount.right_owner)}};
            report.add(std::move(finding));
        }
    }
}

}  // namespace

extern const Rule unreadable_data = {
    .info =
        {
            .code = "unreadable-data",
            .summary = "the program of a container may not read its data",
            .why = "The directory belongs to one user inside the container, and the program works as another: it "
                   "starts and fails with\n"
                   "\"permission denied\". Which host id is whose follows from the account's ids, `UserNS=`, `User=` "
                   "and the image; `nagaya\n"
                   "uidmap SERVICE` shows it for every mount.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[data]]
path = "html"
owner = 33

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
User=1000
Volume=@@DATA_PATH@@/html:/data

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[data]]
path = "html"
owner = 1000

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
User=1000
Volume=@@DATA_PATH@@/html:/data

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
