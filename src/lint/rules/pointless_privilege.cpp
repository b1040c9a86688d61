#include <algorithm>
#include <array>

#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// What the kernel asks for in the first user namespace only (capabilities(7), user_namespaces(7)).
constexpr auto of_host = std::to_array<std::string_view>({"AUDIT_CONTROL", "AUDIT_READ", "BLOCK_SUSPEND", "MAC_ADMIN",
                                                          "MAC_OVERRIDE", "SYSLOG", "SYS_BOOT", "SYS_MODULE",
                                                          "SYS_PACCT", "SYS_RAWIO", "SYS_TIME", "WAKE_ALARM"});

bool is_disk(std::string_view path) {
    constexpr auto begins =
        std::to_array<std::string_view>({"/dev/sd", "/dev/nvme", "/dev/vd", "/dev/xvd", "/dev/md", "/dev/dm-",
                                         "/dev/mapper/", "/dev/disk/", "/dev/mem", "/dev/port", "/dev/kmsg"});
    return std::ranges::any_of(begins, [&](std::string_view begin) { return path.starts_with(begin); });
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        if (unit.system()) return;
        const auto groups = all_values(unit, "Container", "GroupAdd");
        const bool keeps_groups = std::ranges::any_of(
            groups, [](const syntax::UnitEntry* entry) { return entry->value.contains("keep-groups"); });
        const auto tell = [&](const Word& word, std::string_view what) {
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", visible(word.value), "` ", what),
                        .at = word.at,
                        .help = "take it out, or run the service as root"});
        };
        for (const auto* entry : all_values(unit, "Container", "AddCapability"))
            for (const Word& word : words_at(context.sources(), entry->value_at, ",")) {
                std::string name = upper_case(word.value);
                if (name.starts_with("CAP_")) name.erase(0, 4);
                if (std::ranges::find(of_host, std::string_view(name)) != of_host.end())
                    tell(word, "gives nothing in a rootless account: that is the host's");
            }
        for (const auto* entry : all_values(unit, "Container", "AddDevice"))
            for (const Word& word : words_at(context.sources(), entry->value_at))
                if (!keeps_groups && is_disk(word.value.starts_with('-') ? word.value.substr(1) : word.value))
                    tell(word, "opens only for root, and this container has no more rights than its account");
    });
}

}  // namespace

extern const Rule pointless_privilege = {
    .info =
        {
            .code = "pointless-privilege",
            .summary = "a rootless container gets a right that means nothing there",
            .why = "Capabilities of a rootless container count only for what belongs to the container: the clock, the "
                   "modules of the kernel,\n"
                   "raw disks and its log are the host's, and stay closed whatever the container has. The same goes "
                   "for block devices: the\n"
                   "account opens them with its own rights, and has none without a group such as `disk` and "
                   "`GroupAdd=keep-groups`. The\n"
                   "program fails as if the line were not there. Run the service as root (`[account] name = \"root\"`) "
                   "if it must do that, or\n"
                   "take the line out.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
AddCapability=SYS_TIME

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
            .severity = Severity::note,
        },
    .check = check,
};

}  // namespace nagaya::lint
