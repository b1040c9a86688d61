#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

bool is_linuxserver(std::string_view repository) {
    return repository.starts_with("lscr.io/") || repository.contains("/linuxserver/");
}

void check_id(const Context& context, const Unit& unit, std::string_view name, const RuleInfo& info, Report& report) {
    const std::string head = concat(name, "=");
    for (const syntax::UnitEntry* entry : all_values(unit, "Container", "Environment")) {
        for (const Word& word : words_at(context.sources(), entry->value_at, "\"'")) {
            if (!word.value.starts_with(head)) continue;
            Span value = word.at;
            value.begin += static_cast<uint32_t>(head.size());
            const std::string_view id = context.sources().text(value);
            if (id == "0" || id.contains("@@") || id.contains('%')) return;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", name, "=", visible(id), "` is a subordinate id of account `",
                                          unit.service->account.value, "`, to which its own files are closed"),
                        .at = value,
                        .help = concat("write `", name, "=0`, which is the account itself"),
                        .fixes = {{.at = value, .replacement = "0"}}});
            return;
        }
    }
    const syntax::UnitEntry* image = last_value(unit, "Container", "Image");
    const bool from_file =
        last_value(unit, "Container", "EnvironmentFile") != nullptr || !unit.service->secrets.empty();
    if (image == nullptr || from_file) return;
    const Span end{.file = image->value_at.file, .begin = image->value_at.end, .end = image->value_at.end};
    report.add({.code = info.code,
                .severity = info.severity,
                .message = concat("this image works as id 911 unless `", name, "` says otherwise"),
                .at = image->value_at,
                .help = concat("add `Environment=", name, "=0`, which is the account itself"),
                .fixes = {{.at = end, .replacement = concat("\nEnvironment=", name, "=0")}}});
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const auto& image = context.parts_of(unit).image;
        if (!image || unit.system() || !is_linuxserver(image->repository) || last_value(unit, "Container", "UserNS"))
            return;
        check_id(context, unit, "PUID", info, report);
        check_id(context, unit, "PGID", info, report);
    });
}

}  // namespace

extern const Rule linuxserver_ids = {
    .info =
        {
            .code = "linuxserver-ids",
            .summary = "an image of linuxserver.io is not told to work as the account",
            .why = "These images start as root, and then work as the ids in `PUID` and `PGID` (911 unless they are "
                   "set). In a rootless\n"
                   "account, root inside the container is the account itself; any other number is a subordinate id, "
                   "and `/config` is\n"
                   "closed to it. `PUID=0` and `PGID=0` are right there: they are no root on the host.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=lscr.io/linuxserver/jellyfin:10.9.11
Environment=PUID=1000 PGID=1000
Volume=config.volume:/config

[Install]
WantedBy=default.target

== services/web/config.volume
[Volume]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=lscr.io/linuxserver/jellyfin:10.9.11
Environment=PUID=0 PGID=0
Volume=config.volume:/config

[Install]
WantedBy=default.target

== services/web/config.volume
[Volume]
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
