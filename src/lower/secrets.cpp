// Secrets as files in memory, how units get them, and the unit that brings them back when the host boots.
#include <set>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"

namespace nagaya::lower {

using model::Secret;
using model::SecretKind;

namespace {

constexpr state::Directory passage{.owner = root_owner, .mode = 0711, .keep = false};

std::string path_of(const Lowering& lowering, const LoweredService& service, const Secret& secret) {
    return model::secret_path(lowering.site.settings.prefix.value, service.name(), secret);
}

/// The directories down to the secret's, none of which an account can write to.
void put_directories(Lowering& lowering, const LoweredService& service, const Secret& secret) {
    const Span at = secret.name.at;
    const std::string& prefix = lowering.site.settings.prefix.value;
    const std::string top(model::volatile_secrets);
    const std::string directory = model::secrets_path(prefix, service.name());
    lowering.put_directory(top, {}, at, passage);
    lowering.put_directory(concat(top, '/', prefix), {}, at, passage);
    lowering.put_directory(directory, service.name(), at,
                           {.owner = {.uid = 0, .gid = service.owner().gid}, .mode = 0750, .keep = false});
    if (secret.kind == SecretKind::root)
        lowering.put_directory(directory + "/root", service.name(), at,
                               {.owner = root_owner, .mode = 0700, .keep = false});
}

std::optional<state::Owner> owner_of(Lowering& lowering, const LoweredService& service, const Secret& secret) {
    if (secret.kind == SecretKind::root) return root_owner;
    if (secret.kind != SecretKind::file || secret.owner == 0) return service.owner();
    const std::optional<uint32_t> id = host_id(service, secret.owner);
    if (id) return state::Owner{.uid = *id, .gid = *id};
    lowering.report.add({.code = "unmapped-id",
                         .message = concat("the id `", secret.owner, "` is outside the account's ids: `",
                                           service.account(), "` has ", service.ids->subid_count),
                         .at = secret.name.at,
                         .help = "choose a smaller id, or a larger `size` under [accounts] subids"});
    return std::nullopt;
}

void put_secret(Lowering& lowering, const LoweredService& service, const Secret& secret) {
    put_directories(lowering, service, secret);
    if (!secret.text) return;  // a requirement tells of it, or this is not the host that can read it
    std::optional<std::string> bytes = secret.text;
    if (is_env_file(secret.kind)) bytes = service.variables.expand(*secret.text, secret.name.at, lowering.report);
    const std::optional<state::Owner> owner = owner_of(lowering, service, secret);
    if (!bytes || !owner) return;
    const std::string_view below = secret.kind == SecretKind::root ? "secrets/root/" : "secrets/";
    lowering.put_file(path_of(lowering, service, secret), service.name(), concat(below, secret.name.value),
                      secret.name.at,
                      {.owner = *owner, .mode = 0400, .content = state::Content::secret(*std::move(bytes))});
}

// podman-secret-create(1) keeps what it is given where --driver-opts says: in the account's runtime directory, which is memory.
std::string podman_secret(const std::string& name, const std::string& path) {
    return concat(
        "ExecStartPre=/usr/bin/podman secret create --replace --driver=file "
        "--driver-opts=path=%t/nagaya-podman-secrets ",
        name, ' ', path, '\n');
}

/// What every container of the service is given; "" when there is nothing.
std::string container_text(const Lowering& lowering, const LoweredService& service) {
    std::string container;
    std::string before;
    for (const Secret& secret : service.service->secrets) {
        const std::string path = path_of(lowering, service, secret);
        const std::string& name = secret.name.value;
        if (secret.kind == SecretKind::env) container += concat("EnvironmentFile=", path, '\n');
        // `z`: where SELinux is, a container may not read what is below /run otherwise (podman-run(1), --volume).
        if (secret.kind == SecretKind::file) container += concat("Volume=", path, ":/run/secrets/", name, ":ro,z\n");
        if (secret.kind == SecretKind::podman) before += podman_secret(name, path);
    }
    if (container.empty() && before.empty()) return {};
    return concat(generated_by(service.name()), "[Container]\n", container, before.empty() ? "" : "\n[Service]\n",
                  before);
}

/// What every root unit of the service is given.
std::string root_text(const Lowering& lowering, const LoweredService& service) {
    std::string text;
    for (const Secret& secret : service.service->secrets)
        if (secret.kind == SecretKind::root)
            text += concat("EnvironmentFile=", path_of(lowering, service, secret), '\n');
    return text.empty() ? text : concat(generated_by(service.name()), "[Service]\n", text);
}

constexpr std::string_view drop_in_name = "50-nagaya-secrets.conf";

void put_drop_ins(Lowering& lowering, LoweredService& service) {
    if (service.service->secrets.empty()) return;
    const Span at = service.service->secrets.front().name.at;
    const std::string for_containers = container_text(lowering, service);
    const std::string for_root = root_text(lowering, service);
    for (LoweredUnit& unit : service.units) {
        const std::string& written = unit.source->name;
        const bool container = extension(written) == ".container";
        const bool of_root = unit.source->place == model::UnitPlace::root_unit && extension(written) == ".service";
        const std::string& text = container ? for_containers : for_root;
        if (!(container || of_root) || text.empty()) continue;
        put_drop_in(lowering, service, unit, unit.source->place, std::string(drop_in_name),
                    concat("drop-in ", written, ".d/", drop_in_name), at, text);
    }
}

/// The units that must not start before their secrets are there: managers of accounts, and units of the system's manager.
std::set<std::string> units_that_wait(const Lowering& lowering) {
    std::set<std::string> units;
    for (const LoweredService& service : lowering.services) {
        for (const Secret& secret : service.service->secrets) {
            const bool rootful = service.service->rootful();
            if (secret.kind != SecretKind::root && !rootful)
                units.insert(concat("user@", service.ids->uid, ".service"));
            if (secret.kind != SecretKind::root && !rootful) continue;
            for (const LoweredUnit& unit : service.units)
                if (unit.account == "root" && extension(unit.unit) == ".service" && !is_template(unit.source->name))
                    units.insert(unit.unit);
        }
    }
    return units;
}

std::string restore_text(std::string_view prefix, const std::set<std::string>& units) {
    std::string before;
    for (const std::string& unit : units) before += concat("Before=", unit, '\n');
    return concat("# Generated by nagaya for the site ", prefix,
                  "; changes made here are lost.\n[Unit]\nDescription=Puts the secrets of ", prefix,
                  " back into memory after a boot\nRequiresMountsFor=/var/lib/nagaya\n", before,
                  "\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=", nagaya_program, " restore-secrets ",
                  prefix, "\nUMask=0077\n\n[Install]\nWantedBy=multi-user.target\n");
}

}  // namespace

void lower_secrets(Lowering& lowering) {
    for (const LoweredService& service : lowering.services)
        for (const Secret& secret : service.service->secrets) put_secret(lowering, service, secret);
}

void lower_secret_drop_ins(Lowering& lowering) {
    for (LoweredService& service : lowering.services) put_drop_ins(lowering, service);
}

void lower_secret_restore(Lowering& lowering) {
    const auto first = std::ranges::find_if(
        lowering.services, [](const LoweredService& service) { return !service.service->secrets.empty(); });
    if (first == lowering.services.end()) return;
    const std::string& prefix = lowering.site.settings.prefix.value;
    const std::string service(own_service);
    lowering.state.services.try_emplace(service, state::ServiceOrder{.account = "root"});
    put_system_unit(
        lowering, service, first->service->secrets.front().name.at, restore_text(prefix, units_that_wait(lowering)),
        {.account = "root", .name = prefix + "-secrets.service", .active = true, .enabled = true, .inputs = {}});
}

}  // namespace nagaya::lower
