#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    const std::string& store = context.site().settings.certificates.directory.value;
    each_container(context, [&](const Unit& unit) {
        if (unit.service->issuer) return;
        for (const VolumeLine& volume : context.parts_of(unit).volumes) {
            if (!lies_in(volume.source, store) || volume.has("ro")) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", unit.name, "` may write to `", visible(volume.source), "`"),
                        .at = volume.entry->value_at,
                        .help = "add the option `ro`",
                        .fixes = {with_option(context.sources(), volume, "ro", true)}});
        }
    });
}

}  // namespace

extern const Rule writable_certificates = {
    .info =
        {
            .code = "writable-certificates",
            .summary = "a service may write into the certificate store",
            .why = "The store has one writer, the service that gets the certificates. Every other one reads: with `ro` "
                   "a broken program\n"
                   "cannot take the keys of all others away.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/srv/certs:/data/certificates

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
Volume=/srv/certs:/data/certificates:ro
GroupAdd=keep-groups

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
