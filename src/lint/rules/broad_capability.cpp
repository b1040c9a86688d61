#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        for (const syntax::UnitEntry* entry : all_values(unit, "Container", "AddCapability")) {
            for (const Word& word : words_at(context.sources(), entry->value_at, ",")) {
                std::string name;
                for (const char c : word.value) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
                if (name.starts_with("CAP_")) name.erase(0, 4);
                if (name != "ALL" && name != "SYS_ADMIN" && name != "SYS_MODULE" && name != "SYS_RAWIO" &&
                    name != "DAC_READ_SEARCH")
                    continue;
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("`", unit.name, "` gets the capability `", name, "`"),
                            .at = word.at,
                            .help = "name the one that it needs, or allow it with a reason"});
            }
        }
    });
}

}  // namespace

extern const Rule broad_capability = {
    .info =
        {
            .code = "broad-capability",
            .summary = "a container gets a capability that is nearly all of them",
            .why = "`ALL` and `SYS_ADMIN` undo most of what keeps a program inside its container. Programs that ask "
                   "for them mostly need\n"
                   "one of `NET_ADMIN`, `SYS_PTRACE`, `SYS_TIME` or a device.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
AddCapability=SYS_ADMIN

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
AddCapability=SYS_TIME

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
