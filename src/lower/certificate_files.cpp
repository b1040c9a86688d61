// What lies on the host for the sake of certificates: the store, what the issuer is told, and the units that reload readers.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "lower/certificates.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"
#include "lower/unit_values.hpp"

namespace nagaya::lower {

namespace {

constexpr uint32_t store_mode = 02750;  // what is made in it belongs to the group, whoever makes it

Span origin_of(const Lowering& lowering, const LoweredService& issuer) {
    const Span written = lowering.site.settings.certificates.directory.at;
    return written == Span{} ? issuer.service->issuer->at : written;
}

void put_store(Lowering& lowering, const LoweredService& issuer) {
    const model::CertificateStore& store = lowering.site.settings.certificates;
    lowering.put_directory(
        store.directory.value, issuer.name(), origin_of(lowering, issuer),
        {.owner = {.uid = issuer.owner().uid, .gid = store.gid.value}, .mode = store_mode, .keep = true});
}

void report_incomplete(Lowering& lowering, Span at, std::string message, std::string help) {
    lowering.report.add(
        {.code = "incomplete-issuer", .message = std::move(message), .at = at, .help = std::move(help)});
}

/// The URL of the server's directory, or "none"; nothing after a finding.
std::optional<std::string> server_of(Lowering& lowering, const LoweredService& service, const model::Issuer& issuer) {
    const Span at = issuer.server.at == Span{} ? issuer.at : issuer.server.at;
    if (issuer.server.value.empty() || issuer.server.value == "production")
        return "https://acme-v02.api.letsencrypt.org/directory";
    if (issuer.server.value == "staging") return "https://acme-staging-v02.api.letsencrypt.org/directory";
    std::optional<std::string> server = service.variables.expand(issuer.server.value, at, lowering.report);
    if (!server || *server == "none") return server;
    const bool url = server->starts_with("https://") && server->size() > 8 && split_words(*server).size() == 1;
    if (url && *server == visible(*server)) return server;
    report_incomplete(lowering, at, concat("`", visible(*server), "` is not an ACME server"),
                      "write `production`, `staging`, `none`, or a URL that starts with `https://`");
    return std::nullopt;
}

std::optional<std::string> email_of(Lowering& lowering, const LoweredService& service, const model::Issuer& issuer) {
    std::optional<std::string> email = service.variables.expand(issuer.email.value, issuer.email.at, lowering.report);
    if (!email ||
        (email->find('@') != std::string::npos && split_words(*email).size() == 1 && *email == visible(*email)))
        return email;
    report_incomplete(lowering, issuer.email.at == Span{} ? issuer.at : issuer.email.at,
                      email->empty() ? std::string("[issuer] has no `email`, which an ACME server asks for")
                                     : concat("`", visible(*email), "` is not a mail address"),
                      "write `email = \"you@example.org\"`, or `server = \"none\"` for self-signed certificates only");
    return std::nullopt;
}

/// The certificate authority's file is given to the issuer beside the list: it need not mount files/.
bool put_ca(Lowering& lowering, const LoweredService& service, const Located<std::string>& ca) {
    const auto& files = service.service->files;
    const auto found = std::ranges::find(files, ca.value, &model::ConfigFile::path);
    if (found == files.end() || found->binary) {
        report_incomplete(lowering, ca.at, concat("there is no text file `files/", visible(ca.value), "`"),
                          "put the certificate, in PEM, there");
        return false;
    }
    lowering.put_file(service.path + "/wanted/ca.pem", service.name(), "wanted/ca.pem", ca.at,
                      {.owner = root_owner,
                       .mode = 0644,
                       .content = state::Content::of(std::string(lowering.sources.text(found->file)))});
    return true;
}

/// The id becomes a word of a line; its key is a secret.
bool has_binding_key(Lowering& lowering, const LoweredService& service, const Located<std::string>& eab) {
    const bool word = split_words(eab.value).size() == 1 && eab.value == visible(eab.value);
    const auto& secrets = service.service->secrets;
    const auto is_key = [](const model::Secret& secret) {
        return secret.kind == model::SecretKind::file && secret.name.value == "eab.hmac";
    };
    if (word && std::ranges::any_of(secrets, is_key)) return true;
    report_incomplete(lowering, eab.at,
                      word ? std::string("[issuer] has an `eab`, and the service no secret `eab.hmac`")
                           : concat("`", visible(eab.value), "` is not a key id"),
                      word ? "add `eab.hmac` to `[secrets] files`, and write the HMAC key with `nagaya secret set`"
                           : "write the key id as the server gave it, without blanks");
    return false;
}

/// The unit that `nagaya cert renew` starts; null when there is none.
LoweredUnit* renewing_unit(Lowering& lowering, LoweredService& service) {
    const Located<std::string>& name = service.service->issuer->unit;
    if (name.at != Span{}) return find_named(lowering, service, name.value, name.at);
    const auto found =
        std::ranges::find_if(service.units, [&](const LoweredUnit& unit) { return is_called(unit, name.value); });
    return found == service.units.end() ? nullptr : &*found;
}

/// One line for each fact, its name first; the scripts of catalog/certificates and `nagaya cert` read it.
void put_wanted(Lowering& lowering, LoweredService& service) {
    const model::Issuer& issuer = *service.service->issuer;
    std::string text = generated_by(service.name());
    const std::optional<std::string> server = server_of(lowering, service, issuer);
    if (!server) return;
    text += concat("store ", lowering.site.settings.certificates.directory.value, "\nserver ", *server, '\n');
    if (const LoweredUnit* unit = renewing_unit(lowering, service)) text += concat("unit ", unit->unit, '\n');
    if (*server != "none") {
        const std::optional<std::string> email = email_of(lowering, service, issuer);
        if (issuer.dns.value.empty()) {
            report_incomplete(lowering, issuer.at, "[issuer] has no `dns`: nothing proves that the names are yours",
                              "write the provider, such as `dns = \"rfc2136\"`");
        }
        if (!email || issuer.dns.value.empty()) return;
        text += concat("email ", *email, "\ndns ", issuer.dns.value, "\nrenew_days ", issuer.renew_days.value, '\n');
        for (const Located<std::string>& resolver : issuer.resolvers) text += concat("resolver ", resolver.value, '\n');
        if (issuer.eab) {
            if (!has_binding_key(lowering, service, *issuer.eab)) return;
            text += concat("eab ", issuer.eab->value, '\n');
        }
        if (issuer.ca) {
            if (!put_ca(lowering, service, *issuer.ca)) return;
            text += "ca ca.pem\n";
        }
    }
    for (const HostCertificate& certificate : certificates_of(lowering))
        text += concat("certificate ", certificate.name, ' ', join(certificate.domains, " "), '\n');
    lowering.put_directory(service.path + "/wanted", service.name(), issuer.at,
                           {.owner = root_owner, .mode = 0755, .keep = false});
    lowering.put_file(service.path + "/wanted/certificates.conf", service.name(), "wanted/certificates.conf", issuer.at,
                      {.owner = root_owner, .mode = 0644, .content = state::Content::of(std::move(text))});
}

/// A unit that is reloaded, and for which certificates.
struct Reload {
    LoweredService* service;
    LoweredUnit* unit;
    Span at;
    std::vector<std::string> certificates;
};

std::vector<Reload> reloads_of(Lowering& lowering) {
    std::map<state::ResourceId, Reload> reloads;
    for (const HostCertificate& certificate : certificates_of(lowering)) {
        for (const CertificateReader& reader : certificate.readers) {
            LoweredService* service = lowering.find(reader.service);
            if (!service || !reader.reload) continue;
            LoweredUnit* unit = find_named(lowering, *service, reader.reload->value, reader.reload->at);
            if (!unit) continue;
            const auto [reload, is_new] = reloads.try_emplace(
                unit->unit_id(), Reload{.service = service, .unit = unit, .at = reader.reload->at, .certificates = {}});
            reload->second.certificates.push_back(certificate.name);
            if (is_new && last_value(*unit, "Service", "ExecReload").empty())
                report_no_reload_command(lowering, *unit, reader.reload->at);
        }
    }
    std::vector<Reload> list;
    for (auto& [id, reload] : reloads) list.push_back(std::move(reload));
    return list;
}

// Files are all in place before the first trigger is touched, so a change that comes while the reload runs is part of it.
void put_reload(Lowering& lowering, const Reload& reload) {
    const bool rootful = reload.unit->account == "root";
    const std::string store = reload.service->service->copies_certificates()
                                  ? model::copies_path(lowering.site.settings.prefix.value, reload.service->name())
                                  : lowering.site.settings.certificates.directory.value;
    const std::string base = concat(stem(reload.unit->unit), "-certificates");
    std::string path = concat(generated_by(reload.service->name()), "[Unit]\nDescription=Changed certificates of ",
                              reload.unit->unit, "\n\n[Path]\n");
    for (const std::string& certificate : reload.certificates)
        path += concat("PathModified=", store, '/', certificate, "/changed\n");
    path += "\n[Install]\nWantedBy=paths.target\n";
    std::string service =
        concat(generated_by(reload.service->name()), "[Unit]\nDescription=Has ", reload.unit->unit,
               " take up changed certificates\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/systemctl ",
               rootful ? "" : "--user ", "try-reload-or-restart ", command_word(reload.unit->unit), '\n');
    put_manager_unit(lowering, *reload.service, reload.at, std::move(service),
                     {.account = reload.unit->account, .name = base + ".service", .momentary = true, .inputs = {}});
    put_manager_unit(
        lowering, *reload.service, reload.at, std::move(path),
        {.account = reload.unit->account, .name = base + ".path", .active = true, .enabled = true, .inputs = {}});
}

}  // namespace

void lower_certificates(Lowering& lowering) {
    LoweredService* issuer = issuer_of(lowering);
    if (!issuer) return;
    put_store(lowering, *issuer);
    put_wanted(lowering, *issuer);
    for (const Reload& reload : reloads_of(lowering)) put_reload(lowering, reload);
    lower_certificate_copies(lowering);
}

}  // namespace nagaya::lower
