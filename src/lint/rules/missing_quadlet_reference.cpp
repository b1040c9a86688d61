#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr PodmanVersion translates_dependencies{.major = 5, .minor = 5};

constexpr size_t most_guesses = 200;  // nobody reads more, and each compares with every file of the service

struct ReferenceCheck {
    const Context& context;
    const RuleInfo& info;
    Report& report;
    size_t guesses = 0;

    /// Is there a Quadlet file of that name beside the unit? Where nothing runs the service, only its own files are beside it.
    bool has(const HostView* host, const Unit& unit, std::string_view name) const {
        if (host == nullptr) {
            const Unit* sibling = context.unit_called(*unit.service, name);
            return sibling != nullptr && sibling->quadlet();
        }
        const auto* manager = host->find_manager(unit.account());
        const auto* found = manager == nullptr ? nullptr : manager->find(name);
        return found != nullptr && found->quadlet();
    }

    /// One finding for a reference, for the first host on which it leads nowhere.
    void reference(const Unit& unit, const Reference& reference) {
        const auto hosts = context.hosts_of(*unit.service);
        if (hosts.empty()) return one(nullptr, unit, reference);
        for (const auto* host : hosts) {
            if (has(host, unit, reference.name)) continue;
            return one(host, unit, reference);
        }
        if (!reference.to_quadlet) untranslated(*context.oldest_host_of(*unit.service), unit, reference);
    }

    void one(const HostView* host, const Unit& unit, const Reference& reference) {
        if (has(host, unit, reference.name)) return;
        // A name that lacks only its prefix is the matter of prefix-breaks-unit.
        if (unit.system() && has(host, unit, system_prefix(context.site(), *unit.service) + reference.name)) return;
        Diagnostic finding{.code = info.code,
                           .severity = info.severity,
                           .message = concat("there is no `", reference.name, "` among the Quadlet files of account `",
                                             unit.account(), "`"),
                           .at = reference.at};
        if (host != nullptr) finding.message += concat(" on host `", host->host->name, "`");
        if (reference.name.contains('%')) {
            finding.help = "Quadlet fills in no specifiers here: name the file as it is called";
            const auto at = reference.name.find('@');
            const auto whole = concat(reference.name.substr(0, at), "@", extension_of(reference.name));
            if (at != std::string::npos && has(host, unit, whole))
                finding.help += concat(", `", whole, "`, which podman takes since 5.7");
            return report.add(std::move(finding));
        }
        if (++guesses > most_guesses) {
            finding.help = concat("add services/", unit.service->name, "/", reference.name);
            return report.add(std::move(finding));
        }
        std::vector<std::string> known;
        const auto extension = extension_of(reference.name);
        for (const Unit& sibling : context.units(*unit.service))
            if (sibling.quadlet() && sibling.installed.ends_with(extension)) known.push_back(sibling.installed);
        suggest(finding, context.sources(), reference.name, known,
                concat("add services/", unit.service->name, "/", reference.name));
        report.add(std::move(finding));
    }

    void untranslated(const HostView& host, const Unit& unit, const Reference& reference) const {
        if (host.podman >= translates_dependencies && unit.quadlet()) return;
        const auto* target = host.find_manager(unit.account())->find(reference.name);
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = unit.quadlet()
                                   ? concat("podman ", print(host.podman), " of host `", host.host->name,
                                            "` does not translate `", reference.name, "` in `", reference.key, "=`")
                                   : concat("`", reference.name, "` is a Quadlet file and no unit"),
                    .at = reference.at,
                    .help = concat("write the generated unit's name, `", target->generated, "`"),
                    .fixes = {{.at = reference.at, .replacement = target->generated}}});
    }
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    ReferenceCheck rule{.context = context, .info = info, .report = report};
    for (const Unit& unit : context.units())
        for (const auto& reference : unit.references)
            if (kind_of(reference.name) != UnitKind::plain) rule.reference(unit, reference);
}

}  // namespace

extern const Rule missing_quadlet_reference = {
    .info =
        {
            .code = "missing-quadlet-reference",
            .summary = "a Quadlet file names another that is not there",
            .why = "`Volume=data.volume`, `Network=back.network`, `Pod=front.pod` and `Image=web.build` name Quadlet "
                   "files of the\n"
                   "same account on the same host. When the file is missing the generator refuses the one that names "
                   "it, and\n"
                   "its unit silently vanishes. In `After=` and its kin such names are translated from podman 5.5 on; "
                   "before\n"
                   "that, and in plain units, write the generated unit's name (`db.service`, `data-volume.service`).",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/pages.volume
[Volume]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=page.volume:/usr/share/nginx/html

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/pages.volume
[Volume]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=pages.volume:/usr/share/nginx/html

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
