#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

// Users and groups that Debian, Fedora or openSUSE make, or that packages on a container host make. Sorted.
constexpr auto reserved = std::to_array<std::string_view>(
    {"_apt",  "adm",     "audio",      "avahi",  "backup", "bin",     "cdrom",   "chrony",   "crontab", "daemon",
     "dbus",  "dialout", "dip",        "disk",   "docker", "fax",     "floppy",  "ftp",      "games",   "gnats",
     "halt",  "input",   "irc",        "kmem",   "kvm",    "libvirt", "list",    "lock",     "lp",      "mail",
     "man",   "mem",     "messagebus", "netdev", "news",   "nobody",  "nogroup", "operator", "plugdev", "polkitd",
     "proxy", "render",  "rpc",        "rtkit",  "sasl",   "sgx",     "shadow",  "shutdown", "src",     "ssh",
     "sshd",  "staff",   "sudo",       "sync",   "sys",    "syslog",  "tape",    "tcpdump",  "tss",     "tty",
     "users", "utmp",    "uucp",       "video",  "voice",  "wheel",   "www-data"});
static_assert(std::ranges::is_sorted(reserved));

bool is_reserved(std::string_view name) {
    return name.starts_with("systemd-") || std::ranges::binary_search(reserved, name);
}

void check_names(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        if (!is_reserved(service.account.value)) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("account `", service.account.value, "` of service `", name,
                                      "` belongs to the operating system"),
                    .at = service.account.at,
                    .help = concat("set `name = \"", service.account.value,
                                   "-service\"` or the like under `[account]` in services/", name, "/service.toml")});
    }
}

void check_range(const Context& context, std::string_view name, const model::AccountIds& ids, const RuleInfo& info,
                 Report& report) {
    const auto& settings = context.site().settings;
    const bool low = ids.uid < 1000;
    if (!low && ids.uid >= settings.first_uid.value && ids.uid <= settings.last_uid.value) return;
    Diagnostic finding{.code = info.code,
                       .severity = low ? info.severity : Severity::warning,
                       .message = concat("account `", name, "` has uid ", ids.uid),
                       .at = ids.at};
    if (low) {
        finding.message += ", which is kept for the operating system";
        finding.help = "give it a uid of the site's range, and its files to that uid";
    } else {
        finding.message +=
            concat(", outside the site's range ", settings.first_uid.value, " to ", settings.last_uid.value);
        finding.labels = {{.at = settings.first_uid.at, .message = "the range"}};
        finding.help = "widen `uids` of `[accounts]` so that it holds every account";
    }
    report.add(std::move(finding));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    check_names(context, info, report);
    std::map<uint32_t, std::pair<std::string_view, Span>> owners;
    for (const auto& [name, ids] : context.site().lock.accounts) {
        check_range(context, name, ids, info, report);
        const auto [place, is_new] = owners.try_emplace(ids.uid, name, ids.at);
        if (is_new) continue;
        const auto& [other, other_at] = place->second;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("accounts `", other, "` and `", name, "` have the same uid ", ids.uid),
                    .at = ids.at,
                    .labels = {{.at = other_at, .message = concat("`", other, "`")}},
                    .help = "take the newer one's line out of nagaya.lock: it gets a free uid then"});
    }
}

}  // namespace

extern const Rule account_clash = {
    .info =
        {
            .code = "account-clash",
            .summary = "an account's name or uid is not its own",
            .why =
                "Each account keeps its services apart from all others: two accounts with one uid are one account to "
                "the\n"
                "kernel, and each can read the other's data. Names such as `backup` or `mail` exist on every Debian "
                "host,\n"
                "with other rights than a service needs. A uid below 1000 belongs to the operating system, and has no\n"
                "journal of its own. Uids stand in `nagaya.lock`, so clashes come from merging two branches or from "
                "editing.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["backup"]

== services/backup/backup.container
[Container]
Image=docker.io/restic/restic:0.17.3

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["backup"]

== services/backup/service.toml
[account]
name = "backups"

== services/backup/backup.container
[Container]
Image=docker.io/restic/restic:0.17.3

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
