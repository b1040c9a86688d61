// [secrets] of nagaya.toml and of service.toml, and a host's public key.
#include "base/text.hpp"
#include "load/keys.hpp"

namespace nagaya::load {

namespace {

using model::Secret;
using model::SecretKind;
using model::Service;
using model::SiteSettings;

/// "name" or "name:uid", one secret each.
Setter secrets_of(SecretKind kind) {
    return [kind](const Target& target, const CheckedValue& value) {
        for (const CheckedItem& item : value.items) {
            const size_t colon = item.text.find(':');
            Secret secret{.name = {item.text.substr(0, colon), item.at}, .kind = kind};
            if (colon != std::string::npos)
                secret.owner = static_cast<uint32_t>(parse_number(item.text.substr(colon + 1)).value_or(0));
            object_of<Service>(target).secrets.push_back(std::move(secret));
        }
    };
}

}  // namespace

KeyRow host_age_key() {
    return {.key = "age",
            .type = form(ValueForm::age_key),
            .fallback = "encrypted secrets cannot be read there",
            .example = "age = \"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\"",
            .doc =
                "Its public key, which `nagaya host init` made and prints: the secrets of its services are encrypted "
                "for it.",
            .set = into(&model::Host::age)};
}

TableRow site_secrets_table() {
    return {.kind = FileKind::site,
            .path = "secrets",
            .doc = "Where secrets come from. Encrypted ones stand in the site, `secrets/<service>/<name>.age`.",
            .keys = {
                {.key = "recipients",
                 .type = list_of(form(ValueForm::recipient)),
                 .fallback = "[]",
                 .example = "recipients = [\"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\"]",
                 .doc = "Public keys of the people who may read and change every secret of the site: of age-keygen(1), "
                        "or SSH keys. `nagaya secret` encrypts for them and for the hosts that run the service.",
                 .set = into(&SiteSettings::recipients)},
                {.key = "dir",
                 .type = form(ValueForm::directory),
                 .fallback = "../secrets",
                 .example = "dir = \"../secrets\"",
                 .doc = "Directory with secrets in clear, `<dir>/<service>/<name>`, relative to the site, for those "
                        "that are not encrypted. Keep it out of the site's repository.",
                 .set = into(&SiteSettings::secrets_dir)},
            }};
}

TableRow service_secrets_table() {
    return {
        .kind = FileKind::service,
        .path = "secrets",
        .doc =
            "What must not stand in the site in clear. A secret `NAME` is the encrypted file "
            "`secrets/<service>/NAME.age`, or else the file `<secrets.dir>/<service>/NAME` outside the site. On the "
            "host they are in memory only, below `@@SECRETS_PATH@@`. See [secrets.md](../secrets.md).",
        .keys = {
            {.key = "env",
             .type = list_of(form(ValueForm::secret_name)),
             .fallback = "[]",
             .example = "env = [\"web.env\"]",
             .doc = "Env files, given to every container of the service. Variables are filled in.",
             .set = secrets_of(SecretKind::env)},
            {.key = "files",
             .type = list_of(form(ValueForm::secret_file)),
             .fallback = "[]",
             .example = "files = [\"tls.key:101\"]",
             .doc = "Files, mounted read-only at `/run/secrets/<name>` in every container of the service. They belong "
                    "to the container's root, or to the number behind `:`.",
             .set = secrets_of(SecretKind::file)},
            {.key = "podman",
             .type = list_of(form(ValueForm::secret_name)),
             .fallback = "[]",
             .example = "podman = [\"db-password\"]",
             .doc = "Podman secrets of the account, made before a container of the service starts; its Quadlet says "
                    "`Secret=<name>`.",
             .set = secrets_of(SecretKind::podman)},
            {.key = "root",
             .type = list_of(form(ValueForm::secret_name)),
             .fallback = "[]",
             .example = "root = [\"backup.env\"]",
             .doc = "Env files of root, given to every `.service` of `units/root/`; the account cannot read them.",
             .set = secrets_of(SecretKind::root)},
        }};
}

}  // namespace nagaya::load
