#include "app/open_secrets.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/text.hpp"
#include "host/age.hpp"
#include "host/packages.hpp"
#include "host/sops.hpp"
#include "load/load.hpp"

namespace nagaya::app {

namespace {

/// One that is to be read.
struct Sealed {
    const model::Service* service;
    model::Secret* secret;
    const model::SecretFile* file;
    Result<std::string> text = std::string();
};

std::vector<Sealed> sealed_secrets(Workspace& workspace, const model::Host& host) {
    std::vector<Sealed> all;
    for (auto& [name, service] : workspace.site.services) {
        const bool runs = std::ranges::any_of(host.services, [&](const auto& listed) { return listed.value == name; });
        if (!runs) continue;
        for (model::Secret& secret : service.secrets) {
            const bool encrypted =
                secret.source == model::SecretSource::age || secret.source == model::SecretSource::sops;
            if (!encrypted || secret.text) continue;
            const auto file = workspace.site.secret_files.find(concat(name, '/', secret.name.value));
            if (file == workspace.site.secret_files.end()) continue;
            all.push_back({.service = &service, .secret = &secret, .file = &file->second});
        }
    }
    return all;
}

/// An env file comes out as one, whatever sops keeps it in; of the others the bytes are what is encrypted.
std::string_view shape_of(const Sealed& sealed) {
    const model::SecretKind kind = sealed.secret->kind;
    const bool env = kind == model::SecretKind::env || kind == model::SecretKind::root;
    return env && sealed.file->sops != "binary" ? std::string_view("dotenv") : std::string_view(sealed.file->sops);
}

Result<std::string> open_one(const Result<host::AgeIdentity>& identity, const Sealed& sealed) {
    // sops may have other keys than this host's.
    if (!sealed.file->sops.empty())
        return host::decrypt_sops(identity ? identity->path : std::string(), sealed.file->bytes, sealed.file->sops,
                                  shape_of(sealed));
    return host::decrypt(*identity, sealed.file->bytes);
}

/// The time goes into starting programs (60 ms each): some run side by side.
void decrypt_all(const Result<host::AgeIdentity>& identity, std::vector<Sealed>& all) {
    std::atomic<size_t> next = 0;
    const auto work = [&] {
        for (size_t i = next++; i < all.size(); i = next++) all[i].text = open_one(identity, all[i]);
    };
    std::vector<std::jthread> workers;
    for (size_t i = 1; i < std::min<size_t>(all.size(), 8); ++i) workers.emplace_back(work);
    work();
}

std::string help_for(const Error& error, const Sealed& sealed, const model::Host& host) {
    const std::string& service = sealed.service->name;
    if (!sealed.file->sops.empty()) {
        if (error.kind == ErrorKind::unsupported)
            return "few distributions have sops as a package: put the program onto the host, or write the secret with "
                   "`nagaya secret set`";
        return host.age ? concat("among those that it is encrypted for must be ", visible(host.age->value),
                                 "; `sops updatekeys` does so")
                        : "`nagaya host init` makes a key that sops can encrypt for";
    }
    switch (error.kind) {
        case ErrorKind::denied:
            if (!host.age)
                return concat("write the public key that `nagaya host init` prints there into hosts/", host.name,
                              ".toml, and encrypt anew with `nagaya secret rotate`");
            return concat("encrypt it for this host too, with `nagaya secret rotate ", service, "`; is `age` in hosts/",
                          host.name, ".toml the key that `nagaya host init` prints?");
        case ErrorKind::malformed:
            return concat("take it from the site's history, or write it anew with `nagaya secret set ", service, ' ',
                          sealed.secret->name.value, '`');
        case ErrorKind::unsupported: return host::install_command(host.os.value, {.debian = "age"});
        default: return {};
    }
}

void tell_unreadable(const Sealed& sealed, const model::Host& host, Console& console) {
    const Error& error = sealed.text.error();
    const std::string help = help_for(error, sealed, host);
    console.err(concat("nagaya: the secret `", sealed.service->name, '/', sealed.secret->name.value,
                       "` cannot be read on host `", host.name, "`: ", safe_text(error), '\n',
                       help.empty() ? "" : concat("help: ", help, '\n')));
}

void tell_no_identity(const Error& error, const model::Host& host, Console& console) {
    const bool none = error.kind == ErrorKind::not_found;
    console.err(concat("nagaya: the secrets of host `", host.name, "` cannot be read: ", safe_text(error), '\n',
                       none ? concat("help: `nagaya host init` makes one there and prints its public key, which "
                                     "belongs into hosts/",
                                     host.name, ".toml; then `nagaya secret rotate`\n")
                            : ""));
}

}  // namespace

bool open_secrets(Workspace& workspace, const model::Host& host, Console& console) {
    std::vector<Sealed> all = sealed_secrets(workspace, host);
    if (all.empty()) return true;
    const Result<host::AgeIdentity> identity = host::open_host_identity();
    const bool needed = std::ranges::any_of(all, [](const Sealed& sealed) { return sealed.file->sops.empty(); });
    if (!identity && needed) {
        tell_no_identity(identity.error(), host, console);
        return false;
    }
    decrypt_all(identity, all);
    Report report;
    bool readable = true;
    for (Sealed& sealed : all) {
        if (sealed.text) {
            load::take_decrypted(*sealed.secret, *std::move(sealed.text), sealed.service->name, report);
            continue;
        }
        readable = false;
        tell_unreadable(sealed, host, console);
    }
    if (!report.has_errors()) return readable;
    console.err(render_text(workspace.sources, report, {.colour = console.err_colour}));
    return false;
}

}  // namespace nagaya::app
