// What the passes of lowering share: one host of a site on its way to a HostState.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "lower/images.hpp"
#include "lower/variables.hpp"
#include "model/site.hpp"
#include "state/host_state.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::lower {

/// A drop-in that applies to a unit.
struct AppliedDropIn {
    state::ResourceId file;
    std::string text;  ///< after substitution
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
    std::vector<AppliedDropIn> drop_ins;

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
    std::vector<LoweredService> services;  ///< by name

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

/// The first line of a generated file.
std::string generated_by(std::string_view service);

// The passes, in the order in which they run.
void lower_accounts(Lowering& lowering);
void lower_files(Lowering& lowering);
void lower_units(Lowering& lowering);
/// The units' own drop-ins, those for other services' units, and generated ones.
void lower_drop_ins(Lowering& lowering);
/// The sockets and proxies of ports that the system manager listens on.
void lower_proxies(Lowering& lowering);
/// Decides which units are started and enabled (P10).
void decide_starts(Lowering& lowering);
/// What each unit is started with, and so who uses which file.
void lower_inputs(Lowering& lowering);
void lower_hooks(Lowering& lowering);
void lower_requirements(Lowering& lowering);

}  // namespace nagaya::lower
