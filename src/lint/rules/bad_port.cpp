#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/forms_podman.hpp"
#include "lint/rule.hpp"
#include "lint/trailing_comment.hpp"

namespace nagaya::lint {
namespace {

using Form = bool (*)(std::string_view, Misfit&);

class PortCheck {
public:
    PortCheck(const Context& context, const RuleInfo& info, Report& report)
        : context_(context), info_(info), report_(report) {}

    void unit(const Unit& unit) const {
        const bool container = unit.kind == UnitKind::container;
        if (container || unit.kind == UnitKind::pod || unit.kind == UnitKind::kube)
            key(unit, "PublishPort", is_list_of<is_published_port>, "write `[[address:]host:]container[/protocol]`");
        if (container) key(unit, "ExposeHostPort", is_list_of<is_exposed_port>, "write `port[/protocol]`");
    }

private:
    void key(const Unit& unit, std::string_view key, Form fits, std::string_view help) const {
        const Expansion expansion(context_.site(), nullptr, *unit.service);
        for (const syntax::UnitEntry* entry : all_values(unit, section_of(unit.kind), key)) {
            const auto text = expansion.expand(entry->value);
            Misfit misfit;
            if (!text || find_trailing_comment(*entry) || is_open(*text, true) || text->starts_with('"') ||
                text->starts_with('\'') || fits(*text, misfit))
                continue;
            const std::string_view part = misfit.part.empty() ? std::string_view(*text) : misfit.part;
            Diagnostic finding{
                .code = info_.code,
                .severity = info_.severity,
                .message = concat("`", visible(part), "` ", misfit.what.empty() ? "is no port" : misfit.what),
                .at = part_at(context_.sources(), entry->value_at, part),
                .help = std::string(help)};
            if (!misfit.meant.empty()) finding.fixes = {{.at = finding.at, .replacement = misfit.meant}};
            report_.add(std::move(finding));
        }
    }

    const Context& context_;
    const RuleInfo& info_;
    Report& report_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    const PortCheck ports(context, info, report);
    for (const Unit& unit : context.units())
        if (unit.quadlet()) ports.unit(unit);
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
