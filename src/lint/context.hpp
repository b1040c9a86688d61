// What the rules look at: the site, with every unit read once, and each host's view of it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/diagnostic.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/unit.hpp"
#include "model/site.hpp"

namespace nagaya::lint {

/// The units of one service manager of a host: an account's, or the system's (account "root").
struct Manager {
    std::vector<const Unit*> units;  ///< in order of services and files
    /// By installed file name and by the name systemd uses; the first of equals.
    std::unordered_map<std::string_view, const Unit*> by_name;

    const Unit* find(std::string_view name) const;
};

struct HostView {
    const model::Host* host = nullptr;
    PodmanVersion podman;
    std::vector<const model::Service*> services;   ///< those that exist, each once, in the order listed
    std::map<std::string_view, Manager> managers;  ///< by account
    /// The units of all managers by both names, where there are several.
    std::unordered_map<std::string_view, const Unit*> several;

    std::unordered_set<std::string_view> names;  ///< of those services

    bool runs(std::string_view service) const { return names.contains(service); }
    const Manager* find_manager(std::string_view account) const;
    /// The unit of any manager, by its name as a file or as systemd has it; the first of equals, or null.
    const Unit* find_unit(std::string_view name) const;
};

struct UnitParts;  // container.hpp

/// Holds views into `site` and `sources`, which must outlive it and stay as they are.
class Context {
public:
    /// Reads every unit; what cannot be read goes to the report.
    Context(const model::Site& site, const Sources& sources, Report& report);
    ~Context();
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    const model::Site& site() const { return site_; }
    const Sources& sources() const { return sources_; }
    /// Every unit of the site, service by service; drop-ins are inside their unit.
    std::span<const Unit> units() const { return units_; }
    std::span<const Unit> units(const model::Service& service) const;
    /// The service's unit with that name, as a file on the host or as systemd calls it, or null.
    const Unit* unit_called(const model::Service& service, std::string_view name) const;
    /// What many rules ask of one of units(), made once: without a host, and as it is on one (null: without).
    const UnitParts& parts_of(const Unit& unit) const;
    const UnitParts& parts_on(const model::Host* host, const Unit& unit) const;
    /// Drop-ins for units that their service does not have.
    std::span<const Unit> loose_drop_ins() const { return loose_; }
    std::span<const HostView> hosts() const { return hosts_; }
    /// The services of one account, by name.
    std::span<const model::Service* const> services_of_account(std::string_view account) const;
    /// The hosts that list the service.
    std::span<const HostView* const> hosts_of(const model::Service& service) const;
    /// The host with the oldest Podman of those that run the service, or null.
    const HostView* oldest_host_of(const model::Service& service) const;

private:
    struct ServiceRecord {
        size_t first = 0;
        size_t count = 0;
        std::vector<const HostView*> hosts;
        std::unordered_map<std::string_view, const Unit*> by_name;
    };
    void read_units(const model::Service& service, Report& report);
    void view_host(const model::Host& host);
    const syntax::UnitFile* parse(FileId file, Report& report);
    Unit make_unit(const model::Service& service, const model::UnitSource& source, std::string_view name);

    const model::Site& site_;
    const Sources& sources_;
    std::unordered_map<uint32_t, std::unique_ptr<syntax::UnitFile>> files_;
    std::vector<Unit> units_;
    std::vector<UnitParts> parts_;  // of each of units_
    /// Of units whose lines have placeholders; made when a rule asks.
    mutable std::map<std::pair<const model::Host*, const Unit*>, UnitParts> parts_on_hosts_;
    std::vector<Unit> loose_;
    std::vector<HostView> hosts_;
    std::unordered_map<const model::Service*, ServiceRecord> services_;
    std::unordered_map<std::string_view, std::vector<const model::Service*>> accounts_;
};

/// Calls each(line) for every line of the site that Podman's generator reads, drop-ins included.
template <class Each>
void each_quadlet_line(const Context& context, const Each& each) {
    for (const Unit& unit : context.units())
        for (const UnitLine& line : unit.lines)
            if (line.for_generator) each(line);
}

/// A port of a service; both null for none.
struct NamedPort {
    const model::Service* service = nullptr;
    const model::Port* port = nullptr;
};

/// What @@NAME@@ means to a service, as far as units show it. Without a host, host variables are unknown.
class Expansion {
public:
    Expansion(const model::Site& site, const model::Host* host, const model::Service& service)
        : site_(site), host_(host), service_(service) {}

    std::optional<std::string> value_of(std::string_view name) const;
    /// The text with every placeholder replaced; nothing if one of them is not known here.
    std::optional<std::string> expand(std::string_view text) const;
    /// The port that @@PORT_<name>@@ is about: one of the service itself, or <SERVICE>_<NAME> of another.
    NamedPort named_port(std::string_view name) const;

private:
    std::optional<std::string> built_in(std::string_view name) const;

    const model::Site& site_;
    const model::Host* host_;
    const model::Service& service_;
};

/// "<prefix>-<service>-": what stands before the names of a service's units in the system manager.
std::string system_prefix(const model::Site& site, const model::Service& service);

}  // namespace nagaya::lint
