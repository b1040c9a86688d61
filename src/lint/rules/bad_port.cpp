#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/publish.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

bool is_exposed(std::string_view text) {
    const size_t slash = text.find('/');
    const std::string_view protocol = slash == std::string_view::npos ? "tcp" : text.substr(slash + 1);
    if (protocol != "tcp" && protocol != "udp" && protocol != "sctp") return false;
    for (const std::string_view part : split(text.substr(0, slash), '-')) {
        const auto number = parse_number(part);
        if (!number || *number == 0 || *number > 65535) return false;
    }
    return true;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (!unit.quadlet()) continue;
        const Expansion expansion(context.site(), nullptr, *unit.service);
        const auto tell = [&](const syntax::UnitEntry& entry) {
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", visible(entry.value), "` is no port"),
                        .at = entry.value_at,
                        .help = entry.key == "PublishPort" ? "write `[[address:]host:]container[/protocol]`"
                                                           : "write `port[/protocol]`"});
        };
        const bool publishes =
            unit.kind == UnitKind::container || unit.kind == UnitKind::pod || unit.kind == UnitKind::kube;
        if (publishes)
            for (const syntax::UnitEntry* entry : all_values(unit, section_of(unit.kind), "PublishPort"))
                if (const auto text = expansion.expand(entry->value); text && !text->contains('%') &&
                                                                      !text->contains('$') && !text->starts_with('"') &&
                                                                      !text->starts_with('\'') && !parse_publish(*text))
                    tell(*entry);
        if (unit.kind == UnitKind::container)
            for (const syntax::UnitEntry* entry : all_values(unit, "Container", "ExposeHostPort"))
                if (const auto text = expansion.expand(entry->value);
                    text && !text->contains('%') && !is_exposed(*text))
                    tell(*entry);
    }
}

}  // namespace

extern const Rule bad_port = {
    .info =
        {
            .code = "bad-port",
            .summary = "a port is none",
            .why = "Podman refuses what is no port from 1 to 65535, no range, or two ranges of different lengths, when "
                   "the container\n"
                   "starts. `ExposeHostPort=` is handed on unseen.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:80800:80

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
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
