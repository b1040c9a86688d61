// Certificates: where they are kept (nagaya.toml), who wants which and who gets them (service.toml).
#include "load/keys.hpp"

namespace nagaya::load {

namespace {

using model::Certificate;
using model::CertificateStore;
using model::Issuer;
using model::Service;
using model::SiteSettings;

TableRow store_table() {
    return {.kind = FileKind::site,
            .path = "certificates",
            .doc =
                "Where every host keeps its certificates. The service with `[issuer]` writes them, and the accounts of "
                "services that ask for one, or answer for a host of `[proxy]`, read them as members of a group.",
            .open = [](const Target& outer, Span) -> Target { return &object_of<SiteSettings>(outer).certificates; },
            .keys = {
                {.key = "store",
                 .type = form(ValueForm::absolute_path),
                 .fallback = "/srv/certs",
                 .example = "store = \"/srv/certs\"",
                 .doc = "The directory: `<store>/<name>/fullchain.pem` and `privkey.pem`. Units and files call it "
                        "`@@CERTIFICATES@@`. Never removed.",
                 .set = into(&CertificateStore::directory)},
                {.key = "group",
                 .type = form(ValueForm::account),
                 .fallback = "\"certs\"",
                 .example = "group = \"certs\"",
                 .doc = "The group that reads them. nagaya makes it and puts the accounts into it.",
                 .set = into(&CertificateStore::group)},
                {.key = "gid",
                 .type = integer(1, 4'294'967'293),
                 .fallback = "9999",
                 .example = "gid = 9999",
                 .doc = "Its number, the same on every host. A group of that name with another number stops an apply.",
                 .set = into(&CertificateStore::gid)},
            }};
}

TableRow certificate_table() {
    return {
        .kind = FileKind::service,
        .path = "certificates",
        .shape = TableShape::either,
        .doc =
            "A certificate that the service reads. It is there, self-signed, before the service starts, and a real "
            "one takes its place as soon as the host's issuer has it. A container mounts "
            "`@@CERTIFICATES@@:@@CERT_PATH@@:ro` and has `GroupAdd=keep-groups`.",
        .open = element_of(&Service::certificates),
        .keys = {
            {.key = "names",
             .type = list_of(form(ValueForm::text), 1),
             .required = true,
             .example = "names = [\"www.@@DOMAIN@@\", \"@@DOMAIN@@\"]",
             .doc = "The domains that it is for; `*.` may stand first. Variables are filled in. Services that ask for "
                    "the same names share one certificate.",
             .set = into(&Certificate::domains)},
            {.key = "name",
             .type = form(ValueForm::text),
             .fallback = "the first of `names`, with `_` for `*`",
             .example = "name = \"www\"",
             .doc = "The directory in the store. Variables are filled in.",
             .set = into(&Certificate::name)},
            {.key = "reload",
             .type = form(ValueForm::text),
             .fallback = "none",
             .example = "reload = \"web.container\"",
             .doc = "The unit or Quadlet file, by its name in the site, that takes up a changed certificate by its "
                    "`ExecReload=`. Without it nothing is reloaded or restarted.",
             .set = into(&Certificate::reload)},
            {.key = "copy",
             .type = boolean(),
             .fallback = "false",
             .example = "copy = true",
             .doc = "The service gets copies of all its certificates, in a directory of its own in memory, which "
                    "`@@CERTIFICATES@@` then means. Its account is not in the store's group and reads no other key.",
             .set = into(&Certificate::copy)},
            {.key = "owner",
             .type = integer(0, 4'294'967'293),
             .fallback = "0",
             .example = "owner = 101",
             .doc = "The uid *inside the container* that may read the key of a copy. Implies `copy`.",
             .set = into(&Certificate::owner)},
        }};
}

std::vector<KeyRow> issuer_keys() {
    return {
        {.key = "server",
         .type = form(ValueForm::text),
         .fallback = "\"production\"",
         .example = "server = \"staging\"",
         .doc = "Let's Encrypt (`production`, `staging`), the URL of another ACME server's directory, or `none`: every "
                "certificate stays self-signed. Variables are filled in, here and in `email`.",
         .set = into(&Issuer::server)},
        {.key = "email",
         .type = form(ValueForm::text),
         .fallback = "none; an ACME server needs one",
         .example = "email = \"admin@@@DOMAIN@@\"",
         .doc = "Who is told when something is wrong with a certificate.",
         .set = into(&Issuer::email)},
        {.key = "dns",
         .type = form(ValueForm::name),
         .fallback = "none; an ACME server needs one",
         .example = "dns = \"rfc2136\"",
         .doc = "The DNS provider that proves that the names are yours, as `lego dnshelp` lists them. Its settings are "
                "variables of a secret env file.",
         .set = into(&Issuer::dns)},
        {.key = "resolvers",
         .type = list_of(form(ValueForm::socket_address)),
         .fallback = "those of the host",
         .example = "resolvers = [\"9.9.9.9:53\"]",
         .doc = "DNS servers that are asked whether a record has arrived.",
         .set = into(&Issuer::resolvers)},
        {.key = "ca",
         .type = form(ValueForm::relative_path),
         .fallback = "the authorities that Debian trusts",
         .example = "ca = \"acme-ca.pem\"",
         .doc = "A file below `files/`: what the ACME server's own certificate is checked by.",
         .set = into(&Issuer::ca)},
        {.key = "eab",
         .type = form(ValueForm::text),
         .fallback = "none",
         .example = "eab = \"kid-1\"",
         .doc = "The key id by which the ACME server binds the account to one of its customers (RFC 8555, 7.3.4). The "
                "HMAC key, in base64url, is the secret `eab.hmac` of this service, under `[secrets] files`.",
         .set = into(&Issuer::eab)},
        {.key = "unit",
         .type = form(ValueForm::text),
         .fallback = "\"renew.container\"",
         .example = "unit = \"renew.container\"",
         .doc = "The unit or Quadlet file, by its name in the site, that gets certificates when it runs. `nagaya cert "
                "renew` "
                "starts it.",
         .set = into(&Issuer::unit)},
        {.key = "renew_days",
         .type = integer(1, 365),
         .fallback = "30",
         .example = "renew_days = 30",
         .doc = "A certificate is renewed when it has fewer days left.",
         .set = into(&Issuer::renew_days)},
    };
}

TableRow issuer_table() {
    return {.kind = FileKind::service,
            .path = "issuer",
            .doc =
                "This service gets the certificates of every host that it runs on; one of them a host. nagaya writes "
                "what is wanted to `@@SERVICE_PATH@@/wanted`. `nagaya catalog add certificates` makes such a service.",
            .open = [](const Target& outer, Span at) -> Target {
                Issuer& issuer = object_of<Service>(outer).issuer.emplace();
                issuer.at = at;
                return &issuer;
            },
            .keys = issuer_keys()};
}

}  // namespace

std::vector<TableRow> certificate_tables() { return {store_table(), certificate_table(), issuer_table()}; }

}  // namespace nagaya::load
