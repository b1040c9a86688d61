// Copies of certificates for services that shall not read the whole store. Root makes them, by `nagaya copy-certificates` in a
// unit of the system's manager, before anything of the service starts and whenever the issuer says that one has changed.
#include <map>

#include "base/text.hpp"
#include "lower/certificates.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"
#include "lower/unit_values.hpp"

namespace nagaya::lower {

namespace {

/// Certificate → the uid on the host that reads its key.
using Copies = std::map<std::string, uint32_t>;

Copies copies_of(Lowering& lowering, const LoweredService& service) {
    Copies copies;
    for (const HostCertificate& certificate : certificates_of(lowering)) {
        for (const CertificateReader& reader : certificate.readers) {
            if (reader.service != service.name() || !reader.copied_for) continue;
            const std::optional<uint32_t> uid = host_id(service, reader.copied_for->value);
            if (uid) {
                copies.emplace(certificate.name, *uid);
                continue;
            }
            lowering.report.add(
                {.code = "unmapped-id",
                 .message = concat("the id `", reader.copied_for->value, "` is outside the account's ids: `",
                                   service.account(), "` has ", service.ids->subid_count),
                 .at = reader.copied_for->at,
                 .help = "choose a smaller id, or a larger `size` under [accounts] subids"});
        }
    }
    return copies;
}

/// At boot what is of the service starts after the first copy.
std::string before_lines(const LoweredService& service) {
    std::string lines;
    if (!service.service->rootful()) lines += concat("Before=user@", service.ids->uid, ".service\n");
    for (const LoweredUnit& unit : service.units) {
        if (unit.account == "root" && extension(unit.unit) == ".service" && !is_template(unit.source->name))
            lines += concat("Before=", unit.unit, '\n');
    }
    return lines;
}

std::string copy_text(const Lowering& lowering, const LoweredService& service, const Copies& copies,
                      const std::string& base) {
    const std::string& store = lowering.site.settings.certificates.directory.value;
    const std::string directory = model::copies_path(lowering.site.settings.prefix.value, service.name());
    std::string command =
        concat(nagaya_program, " copy-certificates ", command_word(store), ' ', command_word(directory));
    for (const auto& [name, uid] : copies) command += concat(' ', name, ':', uid);
    return concat(generated_by(service.name()), "[Unit]\nDescription=Copies of certificates for ", service.name(),
                  // No change may come between the first copy and the first look.
                  "\nWants=", base, "-changed.path\nAfter=", base,
                  "-changed.path\nRequiresMountsFor=", unit_word(store), '\n', before_lines(service),
                  // One that is missing keeps no other from being there; `nagaya status` tells of it.
                  // The account's manager, which waits for it, shall start whatever the issuer has put there.
                  "\n[Service]\nType=oneshot\nTimeoutStartSec=60\nRemainAfterExit=yes\nExecStart=-", command,
                  "\nExecReload=", command, "\nRuntimeDirectory=", directory.substr(std::string_view("/run/").size()),
                  // A restart of the service must not find the directory empty, or another one than its container has.
                  "\nRuntimeDirectoryPreserve=restart\nUMask=0077\n\n[Install]\nWantedBy=multi-user.target\n");
}

void put_units(Lowering& lowering, const LoweredService& service, const Copies& copies, Span origin) {
    const std::string base = service.system_prefix + "certificates";
    std::string path = concat(generated_by(service.name()), "[Unit]\nDescription=Changed certificates of ",
                              service.name(), "\n\n[Path]\n");
    for (const auto& [name, uid] : copies)
        path += concat("PathModified=", lowering.site.settings.certificates.directory.value, '/', name, "/changed\n");
    put_system_unit(
        lowering, service.name(), origin,
        concat(generated_by(service.name()), "[Unit]\nDescription=Copies changed certificates for ", service.name(),
               "\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/systemctl try-reload-or-restart ", base, ".service\n"),
        {.account = "root", .name = base + "-changed.service", .momentary = true, .inputs = {}});
    put_system_unit(lowering, service.name(), origin, path + "\n[Install]\nWantedBy=paths.target\n",
                    {.account = "root",
                     .name = base + "-changed.path",
                     .active = true,
                     .enabled = true,
                     .inputs = {},
                     .comes_first = true});
    put_system_unit(lowering, service.name(), origin, copy_text(lowering, service, copies, base),
                    {.account = "root",
                     .name = base + ".service",
                     .active = true,
                     .enabled = true,
                     .inputs = {},
                     .reloaded_by = {base + ".service"},
                     .comes_first = true});
}

}  // namespace

void lower_certificate_copies(Lowering& lowering) {
    for (const LoweredService& service : lowering.services) {
        const Copies copies = copies_of(lowering, service);
        if (copies.empty()) continue;
        const Span origin = service.service->certificates.front().at;
        put_units(lowering, service, copies, origin);
    }
}

}  // namespace nagaya::lower
