// What the passes of lowering share: one host of a site on its way to a HostState.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "lower/certificates.hpp"
#include "lower/images.hpp"
#include "lower/variables.hpp"
#include "model/site.hpp"
#include "state/host_state.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::lower {

/// A drop-in that applies to a unit.
struct AppliedDropIn {
    state::ResourceId file;
    std::string text;                           ///< after substitution
    const model::UnitSource* source = nullptr;  ///< null: nagaya's own
};

/// A Quadlet or other unit of a service, on its way to the host.
struct LoweredUnit {
    const model::UnitSource* source;
    syntax::UnitFile parsed;  ///< before substitution
    std::string text;         ///< after substitution
    std::string account;      ///< whose manager; "root" = the system's
    std::string directory;    ///< that the file stands in
    std::string file_name;    ///< there
    std::string unit;         ///< what systemd calls it
    bool active = false;      ///< shall be started
    bool enabled = false;
    bool momentary = false;
    std::vector<AppliedDropIn> drop_ins;
    std::vector<state::Probe> probes = {};
    bool starts_healthy = false;  ///< Notify=healthy: its start job ends when it is healthy

    state::ResourceId file_id() const;
    state::ResourceId unit_id() const;
};

/// A service on its way to the host.
struct LoweredService {
    const model::Service* service;
    const model::AccountIds* ids;
    ServiceVariables variables;
    std::string path;      ///< <install_root>/<service>
    std::string quadlets;  ///< directory of its Quadlets
    std::string home;      ///< "" for a rootful service
    std::vector<LoweredUnit> units;
    std::vector<model::Need> needs;  ///< those written, and implied ones

    const std::string& name() const { return service->name; }
    const std::string& account() const { return service->account.value; }
    /// The account's uid and gid; 0:0 for a rootful service.
    state::Owner owner() const { return {.uid = ids->uid, .gid = ids->uid}; }
    /// "<prefix>-<service>-" for a file of the system manager.
    std::string system_prefix;
};

struct Lowering {
    const model::Site& site;
    const model::Host& host;
    const Sources& sources;
    Report& report;
    ImageKeys images;
    state::HostState state;
    std::vector<LoweredService> services;            ///< by name
    std::vector<HostCertificate> certificates = {};  ///< by name
    bool findings_only = false;                      ///< the state itself is thrown away

    /// The content of a file; without bytes where only findings count.
    state::Content content(std::string_view text) const {
        return findings_only ? state::Content() : state::Content::of(std::string(text));
    }

    /// Adds a resource; what is there already stays, so that several services can want the same directory.
    void put_directory(const std::string& path, const std::string& service, Span origin, state::Directory directory);
    void put_file(const std::string& path, const std::string& service, const std::string& role, Span origin,
                  state::File file);
    /// Adds the directories between `root` (not itself) and the file `path`, root:root 0755.
    void put_parents(std::string_view root, const std::string& path, const std::string& service, Span origin);
    /// The place of a file as a whole: its first line; `otherwise` when that names nothing.
    Span place_of(FileId file, Span otherwise) const;
    /// The service that is called so and runs on this host, or null.
    LoweredService* find(std::string_view name);
};

inline constexpr state::Owner root_owner = {.uid = 0, .gid = 0};

/// nagaya itself, as units of a host call it. `apply` puts it there.
inline constexpr std::string_view nagaya_program = "/var/lib/nagaya/bin/nagaya";

/// The service that nagaya's own units of a host count as; plans and `nagaya status` show it like any other.
inline constexpr std::string_view own_service = "nagaya";

/// The first line of a generated file.
std::string generated_by(std::string_view service);

/// The unit of the service that service.toml calls `name`; null after the finding unknown-unit at `at`.
LoweredUnit* find_named(Lowering& lowering, LoweredService& service, const std::string& name, Span at);

/// Puts a drop-in for a unit of `service` into place, beside its Quadlet or with the units of its manager; the unit starts anew
/// when it changes.
void put_drop_in(Lowering& lowering, const LoweredService& service, LoweredUnit& unit, model::UnitPlace place,
                 const std::string& file, const std::string& role, Span origin, std::string text);

/// Puts a generated unit into /etc/systemd/system; its text is what it is started with.
void put_system_unit(Lowering& lowering, const std::string& service, Span origin, std::string text, state::Unit unit);

/// Puts a generated unit into the manager that `unit.account` names: that of the service's account, or the system's.
void put_manager_unit(Lowering& lowering, const LoweredService& service, Span origin, std::string text,
                      state::Unit unit);

/// The finding reload-without-command: `unit` is to be reloaded, and does not say how.
void report_no_reload_command(Lowering& lowering, const LoweredUnit& unit, Span at);

/// The id on the host of `id` inside a container of the service; nothing if no such id is mapped.
std::optional<uint32_t> host_id(const LoweredService& service, uint32_t id);

/// The mount points that the service stands on, each once: those it names, and those that its data lie on.
std::vector<Located<std::string>> mounts_of(const Lowering& lowering, const LoweredService& service);

// The passes, in the order in which they run.
void lower_accounts(Lowering& lowering);
void lower_files(Lowering& lowering);
/// The files of secrets, in memory.
void lower_secrets(Lowering& lowering);
void lower_units(Lowering& lowering);
/// The units' own drop-ins, those for other services' units, and generated ones.
void lower_drop_ins(Lowering& lowering);
/// How units get their secrets.
void lower_secret_drop_ins(Lowering& lowering);
/// What makes units count as up, and what they make in Podman.
void lower_health(Lowering& lowering);
/// Who waits for whom when the host boots, and in which manager that is said.
void lower_boot_order(Lowering& lowering);
/// The sockets that the system manager and the accounts' managers listen on, and what hands connections on.
void lower_ways_in(Lowering& lowering);
/// Decides which units are started and enabled (P10).
void decide_starts(Lowering& lowering);
/// What each unit is started with, and so who uses which file.
void lower_inputs(Lowering& lowering);
/// Which of them a unit takes up by a reload.
void lower_reloads(Lowering& lowering);
/// The unit that brings secrets back when the host boots.
void lower_secret_restore(Lowering& lowering);
/// The timer that removes old generations.
void lower_retention(Lowering& lowering);
/// The built SELinux package, on hosts that have SELinux; reports that it is outdated everywhere.
void lower_selinux(Lowering& lowering);
/// The packet filter's table, the ports that a firewall opens, and the units that put them into force.
void lower_firewall(Lowering& lowering);
void lower_hooks(Lowering& lowering);
void lower_requirements(Lowering& lowering);

}  // namespace nagaya::lower
