#include "emit/nixos.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "emit/nix_value.hpp"
#include "emit/nixos_parts.hpp"
#include "emit/nixos_system_units.hpp"
#include "emit/nixos_unit.hpp"

namespace nagaya::emit {

using state::Kind;

namespace {

constexpr std::string_view etc = "/etc/";
constexpr std::string_view system_units = "/etc/systemd/system/";
constexpr std::string_view quadlets = "/etc/containers/systemd/";
constexpr std::string_view user_quadlets = "/etc/containers/systemd/users/";

class Emitter {
public:
    Emitter(const state::HostState& state, const NixosOptions& options)
        : state_(state), names_(state), secrets_(options) {}

    NixosModule emit() {
        for (const auto& [id, resource] : state_.resources()) {
            if (const auto* unit = std::get_if<state::Unit>(&resource.value)) note_unit(id, *unit);
            if (id.kind == Kind::hook)
                notes_.push_back(
                    concat("the ", resource.role, " of service ", resource.service, " is not run on a NixOS host"));
        }
        for (const auto& [id, resource] : state_.resources()) take(id, resource);
        system_.make(state_, secrets_, unknown_);
        put_root_triggers();
        for (const auto& [id, resource] : state_.resources())
            if (const auto* account = std::get_if<state::Account>(&resource.value)) put_account_services(*account);
        for (const state::Requirement& required : state_.requirements) meet(required);
        if (!system_.left_out().empty())
            notes_.push_back(
                concat("units that only call nagaya are left out: ", nagaya::join(system_.left_out(), ", ")));
        for (const std::string& program : unknown_)
            notes_.push_back(
                concat("no package is known for the program `", program, "`; NixOS does not have that path"));
        for (std::string& note : secrets_.notes()) notes_.push_back(std::move(note));
        return {.text = print(), .notes = std::move(notes_)};
    }

private:
    void note_unit(const state::ResourceId& id, const state::Unit& unit) {
        if (id.scope != "root") ++user_units_[unit.name];
    }

    void take(const state::ResourceId& id, const state::Resource& resource) {
        if (is_volatile(id.name)) return;
        if (const auto* directory = std::get_if<state::Directory>(&resource.value)) {
            const bool ready = id.name.starts_with(etc) || !names_.home_of(id.name).empty();
            if (!ready)
                directories_.emplace_back(tmpfiles_path(id.name),
                                          NixAttrs{{"d", names_.entry(directory->owner, directory->mode)}});
        } else if (const auto* link = std::get_if<state::Symlink>(&resource.value)) {
            directories_.emplace_back(tmpfiles_path(id.name),
                                      NixAttrs{{"L+", NixAttrs{{"argument", tmpfiles_argument(link->target)}}}});
        } else if (const auto* file = std::get_if<state::File>(&resource.value); file && file->content.filled()) {
            take_file(id.name, resource, *file);
        }
    }

    void take_file(const std::string& path, const state::Resource& resource, const state::File& file) {
        const std::string& bytes = file.content.bytes_to_write();
        // In a text of the module these two bytes would begin and end an expression.
        if (bytes.find_first_of(std::string({Nix::code_begin, Nix::code_end})) != std::string::npos)
            return put_bytes(owner_of(resource), path, file, bytes);
        if (path.starts_with(system_units)) return system_.note(path.substr(system_units.size()), bytes);
        if (path.starts_with(quadlets)) return take_quadlet(path, file, bytes);
        if (path == concat("/etc/nagaya/", state_.prefix, ".ports")) return take_ports(bytes);
        if (path.starts_with(etc)) return take_etc(etc_, path, file, bytes);
        const std::string account = names_.home_of(path);
        if (!account.empty()) return take_home_file(account, path, file, bytes);
        put_tmpfile(owner_of(resource), path, file, bytes);
    }

    /// The group of `files` that what it reads starts anew with.
    std::string owner_of(const state::Resource& resource) const {
        const auto service = state_.services.find(resource.service);
        return service == state_.services.end() ? std::string("shared") : service->second.account;
    }

    void put_tmpfile(const std::string& group, const std::string& path, const state::File& file,
                     const std::string& bytes) {
        if (!fits_tmpfiles(bytes)) return put_bytes(group, path, file, bytes);
        NixAttrs entry = names_.entry(file.owner, file.mode);
        entry.emplace_back("argument", secrets_.with_paths(tmpfiles_argument(bytes)));
        files_[group].emplace_back(tmpfiles_path(path), NixAttrs{{"f+", std::move(entry)}});
    }

    void put_bytes(const std::string& group, const std::string& path, const state::File& file,
                   const std::string& bytes) {
        std::string text = base64(bytes);
        if (text.size() > longest_argument)
            return notes_.push_back(
                concat(path, " is left out: tmpfiles.d(5) takes no file of ", bytes.size(), " bytes"));
        NixAttrs entry = names_.entry(file.owner, file.mode);
        entry.emplace_back("argument", std::move(text));
        files_[group].emplace_back(tmpfiles_path(path), NixAttrs{{"f+~", std::move(entry)}});
    }

    void take_etc(NixAttrs& into, const std::string& path, const state::File& file, const std::string& bytes) {
        NixAttrs entry{{"text", secrets_.with_paths(nixos_text(bytes, unknown_))}};
        if ((file.mode & 07777U) != 0644 || file.owner != state::Owner{}) entry.emplace_back("mode", octal(file.mode));
        if (file.owner != state::Owner{}) {
            entry.emplace_back("user", names_.user(file.owner.uid));
            entry.emplace_back("group", names_.user(file.owner.gid));
        }
        into.emplace_back(path.substr(etc.size()), std::move(entry));
    }

    void take_quadlet(const std::string& path, const state::File& file, const std::string& bytes) {
        std::string account = "root";
        if (path.starts_with(user_quadlets)) {
            const std::string_view rest = std::string_view(path).substr(user_quadlets.size());
            account = names_.user(static_cast<uint32_t>(parse_number(rest.substr(0, rest.find('/'))).value_or(0)));
        }
        rootful_network_ = rootful_network_ || (account == "root" && path.ends_with(".network"));
        take_etc(quadlets_[account], path, file, bytes);
    }

    static state::ResourceId file_id(std::string path) {
        return {.kind = Kind::file, .scope = {}, .name = std::move(path)};
    }

    void take_home_file(const std::string& account, const std::string& path, const state::File& file,
                        const std::string& bytes) {
        const std::string& home = state_.homes.at(account);
        const std::string below = path.substr(home.size());
        constexpr std::string_view user_units = "/.config/systemd/user/";
        if (below == "/.config/containers/storage.conf") return;  // NixOS says the same for everybody
        const std::string name = below.starts_with(user_units) ? below.substr(user_units.size()) : "";
        const bool option = !name.empty() && !name.contains('/') && user_units_[name] < 2 && !section_of(name).empty();
        if (!option) {
            put_home_directories(account, path);
            return put_tmpfile(account, path, file, nixos_text(bytes, unknown_));
        }
        const auto* unit = state_.get<state::Unit>({.kind = Kind::unit, .scope = account, .name = name});
        NixAttrs attrs = nixos_unit(name, secrets_.with_paths(bytes), unit && unit->enabled, unknown_);
        merge(attrs, {{"unitConfig", NixAttrs{{"ConditionUser", account}}}});
        options_of_[account].push_back(name);
        merge(user_[std::string(section_of(name))][std::string(stem_of(name))], std::move(attrs));
    }

    void put_home_directories(const std::string& account, const std::string& path) {
        const std::string& home = state_.homes.at(account);
        const auto* owner = state_.get<state::Account>({.kind = Kind::account, .scope = {}, .name = account});
        for (size_t slash = path.find('/', home.size() + 1); owner && slash != std::string::npos;
             slash = path.find('/', slash + 1)) {
            if (!home_directories_.insert(path.substr(0, slash)).second) continue;
            directories_.emplace_back(tmpfiles_path(path.substr(0, slash)),
                                      NixAttrs{{"d", names_.entry({.uid = owner->uid, .gid = owner->uid}, 0700)}});
        }
    }

    void take_ports(const std::string& table) {
        for (const std::string_view line : split(table, '\n')) {
            const std::vector<std::string_view> words = split_words(line);
            if (words.size() < 8 || words[0].starts_with('#') || words[7] != "open") continue;
            if (const auto port = parse_number(words[3])) (words[2] == "udp" ? udp_ : tcp_).insert(*port);
        }
    }

    /// What nagaya asks of a host, and NixOS can make so or must be told.
    void meet(const state::Requirement& required) {
        using enum state::Requirement::Kind;
        if (required.kind == unprivileged_port) {
            const uint64_t port = parse_number(required.subject).value_or(0);
            first_port_ = std::min(first_port_.value_or(port), port);
        } else if (required.kind == mounted) {
            notes_.push_back(concat("the service ", required.service, " needs a file system at ", required.subject,
                                    ": see that `fileSystems` has it"));
        } else if (required.kind == secret) {
            notes_.push_back(concat("the secret `", required.subject, "` is not there yet"));
        }
    }

    /// nixos-rebuild looks at units in /etc/systemd/system only; what the Quadlet generator makes is shown to it by links there.
    void put_root_triggers() {
        for (const auto& [id, resource] : state_.resources()) {
            const auto* unit = std::get_if<state::Unit>(&resource.value);
            const bool generated = unit && id.scope == "root" && unit->name.ends_with(".service") &&
                                   !state_.find(file_id(concat(system_units, unit->name)));
            if (!generated) continue;
            generated_.push_back(unit->name);
            NixAttrs attrs{{"overrideStrategy", "asDropin"}, {"restartTriggers", triggers("root")}};
            merge(system_.option(unit->name), std::move(attrs));
        }
    }

    NixList triggers(const std::string& account) const {
        NixList list;
        if (quadlets_.contains(account))
            list.emplace_back(NixCode{concat("(builtins.toJSON quadlets.", attribute_name(account), ")")});
        if (files_.contains(account))
            list.emplace_back(NixCode{concat("(builtins.toJSON files.", attribute_name(account), ")")});
        if (const auto units = options_of_.find(account); units != options_of_.end())
            for (const std::string& unit : units->second)
                list.emplace_back(NixCode{concat("config.systemd.user.units.", attribute_name(unit), ".text")});
        return list;
    }

    void put_account_services(const state::Account& account) {
        NixAttrs& services = services_of_accounts_;
        NixAttrs build = image_service(state_, account);
        if (!build.empty()) services.emplace_back(concat(state_.prefix, "-images-", account.name), std::move(build));
        NixAttrs run = account_service(state_, account, triggers(account.name));
        if (!run.empty()) services.emplace_back(concat(state_.prefix, "-account-", account.name), std::move(run));
    }

    std::string print();

    const state::HostState& state_;
    const Names names_;
    const SecretPaths secrets_;
    std::map<std::string, std::vector<std::string>> options_of_;  // by account: units of systemd.user
    std::optional<uint64_t> first_port_;
    bool rootful_network_ = false;
    std::map<std::string, size_t> user_units_;
    std::map<std::string, NixAttrs> quadlets_;  // by account
    std::map<std::string, NixAttrs> files_;     // by account, "shared" for images' contexts
    NixAttrs etc_;
    NixAttrs directories_;
    NixAttrs services_of_accounts_;
    std::vector<std::string> generated_;
    SystemUnits system_;
    std::map<std::string, std::map<std::string, NixAttrs>> user_;
    std::set<std::string> home_directories_;
    std::set<std::string> unknown_;
    std::set<uint64_t> tcp_;
    std::set<uint64_t> udp_;
    std::vector<std::string> notes_;
};

NixAttrs to_attrs(const std::map<std::string, NixAttrs>& map) {
    NixAttrs attrs;
    for (const auto& [name, value] : map) attrs.emplace_back(name, value);
    return attrs;
}

NixList to_list(const std::set<uint64_t>& numbers) {
    NixList list;
    for (const uint64_t number : numbers) list.emplace_back(static_cast<int64_t>(number));
    return list;
}

std::string Emitter::print() {
    ModuleText module;
    // Where the firewall's rules are nftables', the names of interfaces end otherwise.
    constexpr std::string_view networks = "if config.networking.nftables.enable then \"podman*\" else \"podman+\"";
    if (rootful_network_) module.let("podmanInterfaces", NixCode{std::string(networks)});
    module.let("quadlets", to_attrs(quadlets_));
    module.let("files", to_attrs(files_));
    module.bind("users.groups", names_.groups());
    module.bind("users.users", names_.users());
    module.bind("virtualisation.podman.enable", true);
    NixList links;
    for (const std::string& unit : generated_)
        links.emplace_back(
            NixAttrs{{"name", concat("etc/systemd/system/", unit)}, {"path", concat("/run/systemd/generator/", unit)}});
    if (!links.empty())
        module.bind("systemd.packages",
                    NixList{NixCode{concat("(pkgs.linkFarm ", print_nix(concat(state_.prefix, "-quadlets"), 4), ' ',
                                           print_nix(links, 4), ")")}});
    module.join("environment.etc", "quadlets", quadlets_, etc_);
    module.join(concat("systemd.tmpfiles.settings.", attribute_name(concat("10-", state_.prefix))), "files", files_,
                directories_);
    NixAttrs services = to_attrs(system_.of("services"));
    services.insert(services.end(), services_of_accounts_.begin(), services_of_accounts_.end());
    std::ranges::stable_sort(services, {}, &NixAttrs::value_type::first);
    module.bind("systemd.services", std::move(services));
    for (const std::string_view section : {"sockets", "timers", "paths", "targets", "slices"})
        module.bind(concat("systemd.", section), to_attrs(system_.of(section)));
    module.bind("systemd.mounts", system_.mounts());
    module.bind("systemd.automounts", system_.automounts());
    module.bind("systemd.units", system_.texts());
    for (const std::string_view section : {"services", "sockets", "timers", "paths", "targets", "slices"})
        module.bind(concat("systemd.user.", section), to_attrs(user_[std::string(section)]));
    if (first_port_)
        module.bind("boot.kernel.sysctl.\"net.ipv4.ip_unprivileged_port_start\"",
                    NixCode{concat("lib.mkDefault ", *first_port_)});
    module.bind("networking.firewall.allowedTCPPorts", to_list(tcp_));
    module.bind("networking.firewall.allowedUDPPorts", to_list(udp_));
    if (rootful_network_)  // containers ask for each other's names there
        module.bind("networking.firewall.interfaces.${podmanInterfaces}.allowedUDPPorts", NixList{53});
    module.bind(secrets_.option(), secrets_.values(names_));
    return module.text(concat("# Host ", state_.host, " of the site with the prefix ", state_.prefix,
                              ". Written by nagaya: render it again rather than changing it.\n"));
}

}  // namespace

NixosModule emit_nixos(const state::HostState& state, const NixosOptions& options) {
    return Emitter(state, options).emit();
}

}  // namespace nagaya::emit
