#include "emit/layout.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "base/text.hpp"
#include "emit/enablement.hpp"
#include "emit/first_boot.hpp"

namespace nagaya::emit {

using state::Kind;
using state::Owner;

namespace {

constexpr std::string_view system_units = "/etc/systemd/system";
constexpr std::string_view linger_directory = "/var/lib/systemd/linger";

class LayoutMaker {
public:
    LayoutMaker(const state::HostState& state, const LayoutOptions& options) : state_(state), options_(options) {}

    Layout make() {
        out_.host = state_.host;
        out_.prefix = state_.prefix;
        for (const auto& [id, resource] : state_.resources()) place(id, resource);
        for (const auto& [id, resource] : state_.resources()) {
            const auto* unit = std::get_if<state::Unit>(&resource.value);
            if (unit) enable(*unit, resource.service);
        }
        if (options_.program) put_program(*options_.program);
        if (options_.first_boot) put_first_boot();
        if (!options_.host_key.empty())
            put("/var/lib/nagaya/age.key", "host key",
                state::File{.owner = {}, .mode = 0600, .content = state::Content::secret(options_.host_key)});
        put_parents_in_homes();
        for (const auto& [name, gid] : groups_) out_.groups.push_back({.name = name, .gid = gid});
        return std::move(out_);
    }

private:
    void place(const state::ResourceId& id, const state::Resource& resource) {
        if (const auto* account = std::get_if<state::Account>(&resource.value)) return put_account(*account);
        if (is_volatile(id.name) && id.kind == Kind::file) {
            if (std::ranges::find(options_.secrets, id.name, &SealedSecret::path) != options_.secrets.end()) return;
            const std::string_view name = std::string_view(resource.role).substr(resource.role.find('/') + 1);
            out_.left_out.push_back(
                concat("the secret `", resource.service, '/', name,
                       "` stands in clear outside the site, and is carried in encrypted form only"));
            return;
        }
        if (is_volatile(id.name)) return;
        Placed placed{.value = state::Symlink{}, .service = resource.service, .role = resource.role};
        if (const auto* directory = std::get_if<state::Directory>(&resource.value)) {
            placed.value = *directory;
        } else if (const auto* file = std::get_if<state::File>(&resource.value)) {
            placed.value = *file;
        } else if (const auto* link = std::get_if<state::Symlink>(&resource.value)) {
            placed.value = *link;
        } else {
            return;
        }
        out_.paths.insert_or_assign(id.name, std::move(placed));
    }

    void put_account(const state::Account& account) {
        out_.accounts.push_back(account);
        for (const std::string& group : account.groups) groups_.try_emplace(group, std::nullopt);
        for (const auto& [group, gid] : account.group_ids) groups_[group] = gid;
        const Owner owner{.uid = account.uid, .gid = account.uid};
        homes_.emplace(account.home, owner);
        put(account.home, "home", state::Directory{.owner = owner, .mode = 0750, .keep = true});
        if (account.linger)
            put(concat(linger_directory, '/', account.name), "lingering",
                state::File{.owner = {}, .mode = 0644, .content = state::Content::of("")});
    }

    /// What no resource of the state stands for.
    void put(const std::string& path, std::string role, auto value, Owner owner = {}, std::string service = {}) {
        out_.paths.try_emplace(path, Placed{.value = std::move(value),
                                            .owner = owner,
                                            .service = std::move(service),
                                            .role = std::move(role),
                                            .added = true});
    }

    std::optional<std::string> text_of(const std::string& path) const {
        const auto found = out_.paths.find(path);
        const auto* file = found == out_.paths.end() ? nullptr : std::get_if<state::File>(&found->second.value);
        if (!file || !file->content.filled()) return std::nullopt;
        return file->content.bytes_to_write();
    }

    /// The links of an enabled unit; in the system's manager also what its presets must say for the first boot.
    void enable(const state::Unit& unit, const std::string& service) {
        std::string directory(system_units);
        Owner owner;
        if (unit.account != "root") {
            const auto* account =
                state_.get<state::Account>({.kind = Kind::account, .scope = {}, .name = unit.account});
            if (!account) return;
            directory = concat(account->home, "/.config/systemd/user");
            owner = {.uid = account->uid, .gid = account->uid};
        }
        const auto read = [&](const std::string& name) { return text_of(concat(directory, '/', name)); };
        const std::optional<std::string> text = read(unit.name);
        if (!text) return;
        if (unit.account == "root" && can_be_enabled(*text)) out_.presets[unit.name] = unit.enabled;
        if (!unit.enabled) return;
        for (const auto& [link, target] : install_links(directory, unit.name, read)) {
            const std::string parent = link.substr(0, link.rfind('/'));
            if (parent != directory)
                put(parent, "enabled", state::Directory{.owner = owner, .mode = 0755}, {}, service);
            put(link, "enabled", state::Symlink{.target = target}, owner, service);
        }
    }

    void put_program(const Program& program) {
        out_.program_url = program.url;
        const std::string name = concat("nagaya-", program.key);
        const std::string directory(program_directory);
        put(directory.substr(0, directory.rfind('/')), "program", state::Directory{.owner = {}, .mode = 0755});
        put(directory, "program", state::Directory{.owner = {}, .mode = 0755});
        put(concat(directory, '/', name), "program",
            state::File{.owner = {}, .mode = 0755, .content = program.content});
        put(concat(directory, "/nagaya"), "program", state::Symlink{.target = name});
    }

    void put_first_boot() {
        const std::string own = concat("/var/lib/nagaya/", state_.prefix);
        put("/var/lib/nagaya", "first boot", state::Directory{.owner = {}, .mode = 0755});
        put(own, "first boot", state::Directory{.owner = {}, .mode = 0700});
        put(concat(own, "/rendered.json"), "first boot",
            state::File{.owner = {}, .mode = 0600, .content = state::Content::of(print_rendered(state_))});
        if (!options_.secrets.empty())
            put(concat(own, "/sealed.json"), "first boot",
                state::File{.owner = {}, .mode = 0600, .content = state::Content::of(print_sealed(options_.secrets))});
        put_first_unit("-first-boot.service", first_boot_unit(state_));
        put_first_unit("-first-start.service", first_start_unit(state_));
    }

    void put_first_unit(std::string_view suffix, std::string text) {
        const std::string unit = concat(state_.prefix, suffix);
        const std::string path = concat(system_units, '/', unit);
        put(path, "first boot", state::File{.owner = {}, .mode = 0644, .content = state::Content::of(std::move(text))});
        out_.presets[unit] = true;
        const std::string wants = concat(system_units, "/multi-user.target.wants");
        put(wants, "first boot", state::Directory{.owner = {}, .mode = 0755});
        put(concat(wants, '/', unit), "first boot", state::Symlink{.target = path});
    }

    /// Directories that apply makes on the way to a file: below a home they are the account's own.
    void put_parents_in_homes() {
        std::vector<std::pair<std::string, Owner>> missing;
        for (const auto& [path, placed] : out_.paths) {
            for (const auto& [home, owner] : homes_) {
                if (!path.starts_with(concat(home, '/'))) continue;
                for (size_t slash = path.find('/', home.size() + 1); slash != std::string::npos;
                     slash = path.find('/', slash + 1))
                    missing.emplace_back(path.substr(0, slash), owner);
            }
        }
        for (const auto& [path, owner] : missing) put(path, "", state::Directory{.owner = owner, .mode = 0700});
    }

    const state::HostState& state_;
    const LayoutOptions& options_;
    Layout out_;
    std::map<std::string, std::optional<uint32_t>> groups_;
    std::map<std::string, Owner> homes_;
};

}  // namespace

bool is_volatile(std::string_view path) { return path == "/run" || path.starts_with("/run/"); }

Layout lay_out(const state::HostState& state, const LayoutOptions& options) {
    return LayoutMaker(state, options).make();
}

}  // namespace nagaya::emit
