#include "app/secret_file.hpp"

#include <cstdlib>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"
#include "load/load.hpp"
#include "load/names.hpp"

namespace nagaya::app {

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string file_of(const std::string& service, const std::string& name) {
    return concat(model::secrets_directory, service, '/', name, model::age_suffix);
}

bool tell_no_reader(const std::string& service, Console& console) {
    console.err(concat("nagaya: nobody could read it: the site has no `recipients`, and no host that runs `",
                       visible(service), "` has a key\n",
                       "help: write your public key into nagaya.toml, [secrets] recipients = [\"age1…\"] (`age-keygen` "
                       "makes one), and that of each host (`nagaya host init` prints it) into its file in hosts/\n"));
    return false;
}

/// An env file with a mistake is refused here rather than on the host.
bool is_sound(const Workspace& workspace, const std::string& service, const std::string& name, const std::string& text,
              Console& console) {
    const model::Secret* listed = find_listed(workspace, service, name);
    if (!listed) {
        console.err(concat("note: `", service, "` does not list it yet: add \"", name, "\" to [secrets] of services/",
                           service, "/service.toml\n"));
        return true;
    }
    Report report;
    model::Secret tried = *listed;
    load::take_decrypted(tried, text, service, report);
    if (!report.has_errors()) return true;
    console.err(render_text(workspace.sources, report, {.colour = console.err_colour}));
    console.err("nothing was changed\n");
    return false;
}

}  // namespace

std::unique_ptr<Workspace> open_for_secrets(const std::string& root, Console& console) {
    auto workspace = open_site(root, "", "");
    if (!workspace) {
        tell(workspace.error(), console);
        return nullptr;
    }
    if (is_site(root)) return *std::move(workspace);
    console.err(render_text((*workspace)->sources, (*workspace)->report, {.colour = console.err_colour}));
    return nullptr;
}

Result<host::AgeIdentity> find_identity(const std::string& given) {
    std::string path = given.empty() ? environment("NAGAYA_AGE_IDENTITY") : given;
    if (!path.empty()) {
        if (!host::exists(path)) return fail(ErrorKind::not_found, concat("there is no identity `", path, "`"));
        return host::AgeIdentity{.path = path, .memory = host::Descriptor()};
    }
    const std::string home =
        environment("XDG_CONFIG_HOME").empty() ? environment("HOME") + "/.config" : environment("XDG_CONFIG_HOME");
    path = home + "/nagaya/identity";
    if (host::exists(path)) return host::AgeIdentity{.path = path, .memory = host::Descriptor()};
    if (auto own = host::open_host_identity()) return own;
    return fail(ErrorKind::not_found, concat("there is no identity `", path,
                                             "`: name yours with --identity or NAGAYA_AGE_IDENTITY, or make one with "
                                             "`age-keygen -o ",
                                             path, '`'));
}

const model::Secret* find_listed(const Workspace& workspace, std::string_view service, std::string_view name) {
    const model::Service* found = workspace.site.find_service(service);
    if (!found) return nullptr;
    for (const model::Secret& secret : found->secrets)
        if (secret.name.value == name) return &secret;
    return nullptr;
}

bool can_be_secret(const Workspace& workspace, const std::string& service, const std::string& name, Console& console) {
    if (!workspace.site.find_service(service)) {
        std::vector<std::string> known;
        for (const auto& [each, value] : workspace.site.services) known.push_back(each);
        const std::string hint = did_you_mean(service, known);
        console.err(
            concat("nagaya: the site has no service `", visible(service), '`', hint.empty() ? "" : "; ", hint, '\n'));
        return false;
    }
    if (load::is_secret_name(name)) return true;
    console.err(concat("nagaya: `", visible(name),
                       "` is not a secret's name\nhelp: use letters, digits and `._-`, "
                       "first a letter or digit, without `.age`\n"));
    return false;
}

Result<std::string> read_secret(const Workspace& workspace, const host::AgeIdentity& identity,
                                const std::string& service, const std::string& name) {
    const auto file = workspace.site.secret_files.find(concat(service, '/', name));
    if (file == workspace.site.secret_files.end() || !file->second.age)
        return fail(ErrorKind::not_found, concat('`', file_of(service, name), "` is not there"));
    return within(concat("reading `", file_of(service, name), '`'), host::decrypt(identity, file->second.bytes));
}

bool write_secret(const Workspace& workspace, const std::string& service, const std::string& name,
                  const std::string& text, Console& console) {
    std::vector<std::string> keys;
    for (const model::Reader& reader : model::readers_of(workspace.site, service)) keys.push_back(reader.key);
    if (keys.empty()) return tell_no_reader(service, console);
    if (!is_sound(workspace, service, name, text, console)) return false;
    for (const model::Host* host : model::hosts_without_key(workspace.site, service))
        console.err(concat("note: host `", host->name, "` cannot read it: hosts/", host->name, ".toml has no `age`\n"));
    const std::string path = concat(workspace.root, '/', file_of(service, name));
    const Result<std::string> encrypted = host::encrypt(text, keys);
    Result<void> written = encrypted ? host::make_directories_for(path) : std::unexpected(encrypted.error());
    if (written) written = host::replace_file(path, *encrypted);
    if (written) return true;
    tell(written.error(), console);
    return false;
}

}  // namespace nagaya::app
