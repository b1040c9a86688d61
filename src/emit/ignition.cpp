#include "emit/ignition.hpp"

#include <map>

#include "base/text.hpp"
#include "ignition/unit_text.hpp"

namespace nagaya::emit {

namespace {

constexpr std::string_view system_units = "/etc/systemd/system/";

ignition::Owner owner(uint32_t id) {
    // Root is who owns what nobody is named for.
    return id == 0 ? ignition::Owner{} : ignition::Owner{.id = id};
}

class ConfigMaker {
public:
    ConfigMaker(const Layout& layout, const IgnitionForm& form) : layout_(layout), form_(form) {}

    ignition::Config make() {
        // Ignition fails on a group that the host has already, and on a membership in one that it has not: what the site gives no
        // number is the first boot's business.
        for (const Group& group : layout_.groups)
            if (group.gid) config_.passwd.groups.push_back({.gid = *group.gid, .name = group.name});
        for (const state::Account& account : layout_.accounts) put_account(account);
        put_subids();
        for (const auto& [path, placed] : layout_.paths) put(path, placed);
        for (auto& [name, unit] : units_) {
            unit.name = name;
            if (const auto preset = layout_.presets.find(name); preset != layout_.presets.end())
                unit.enabled = preset->second;
            config_.systemd.units.push_back(std::move(unit));
        }
        return std::move(config_);
    }

private:
    void put_account(const state::Account& account) {
        config_.passwd.groups.push_back({.gid = account.uid, .name = account.name});
        // The home is one of the directories: with what useradd(8) copies from /etc/skel it would be another.
        ignition::User user{.gecos = "nagaya service account",
                            .home_dir = account.home,
                            .name = account.name,
                            .no_create_home = true,
                            .primary_group = account.name,
                            .shell = account.shell,
                            .system = true,
                            .uid = account.uid};
        for (const std::string& group : account.groups)
            if (account.group_ids.contains(group)) user.groups.push_back(group);
        config_.passwd.users.push_back(std::move(user));
    }

    void put_subids() {
        std::string lines;
        for (const state::Account& account : layout_.accounts)
            if (account.subid_count > 0)
                lines += concat(account.name, ':', account.subid_start, ':', account.subid_count, '\n');
        if (lines.empty()) return;
        for (const char* path : {"/etc/subgid", "/etc/subuid"}) {
            ignition::File file{.path = path, .mode = 0644};
            file.append.push_back(ignition::data_resource(lines, form_.compress));
            config_.storage.files.push_back(std::move(file));
        }
    }

    void put(const std::string& path, const Placed& placed) {
        if (path.starts_with(system_units) && put_unit(path.substr(system_units.size()), placed)) return;
        if (const auto* directory = std::get_if<state::Directory>(&placed.value)) {
            config_.storage.directories.push_back({.group = owner(directory->owner.gid),
                                                   .path = path,
                                                   .user = owner(directory->owner.uid),
                                                   .mode = mode(directory->mode)});
        } else if (const auto* file = std::get_if<state::File>(&placed.value)) {
            put_file(path, *file, placed.role == "program");
        } else {
            config_.storage.links.push_back({.group = owner(placed.owner.gid),
                                             .overwrite = true,
                                             .path = path,
                                             .user = owner(placed.owner.uid),
                                             .target = std::get<state::Symlink>(placed.value).target});
        }
    }

    void put_file(const std::string& path, const state::File& file, bool program) {
        ignition::File out{.group = owner(file.owner.gid),
                           .overwrite = true,
                           .path = path,
                           .user = owner(file.owner.uid),
                           .mode = mode(file.mode)};
        if (program && !layout_.program_url.empty()) {
            out.contents.source = layout_.program_url;
            out.contents.verification.hash = concat("sha256-", file.content.digest());
        } else {
            out.contents = ignition::data_resource(file.content.bytes_to_write(),
                                                   program ? ignition::Compress::when_smaller : form_.compress);
        }
        config_.storage.files.push_back(std::move(out));
    }

    /// Is it said by the unit, its presets or its drop-ins? `below` is the path in the directory of units.
    bool put_unit(const std::string& below, const Placed& placed) {
        const size_t slash = below.find('/');
        const std::string name = below.substr(0, slash);
        if (placed.role == "enabled" || placed.role == "first boot") {
            // Links and their directories: presets make them. The unit of the first boot is a file.
            if (!std::holds_alternative<state::File>(placed.value)) return true;
        }
        const auto* file = std::get_if<state::File>(&placed.value);
        if (!file || file->mode != 0644 || file->owner != state::Owner{} || !file->content.filled()) return false;
        const std::string& text = file->content.bytes_to_write();
        // What Ignition cannot read as a unit is still a file.
        if (!is_text(text) || !ignition::read_unit_text(text).error.empty()) return false;
        if (slash == std::string::npos) {
            units_[name].contents = text;
            return true;
        }
        const std::string file_name = below.substr(slash + 1);
        if (!name.ends_with(".d") || !file_name.ends_with(".conf") || file_name.contains('/')) return false;
        units_[name.substr(0, name.size() - 2)].dropins.push_back({.contents = text, .name = file_name});
        return true;
    }

    uint32_t mode(uint32_t wanted) const { return form_.special_bits ? wanted : wanted & 0777U; }

    const Layout& layout_;
    const IgnitionForm form_;
    ignition::Config config_;
    std::map<std::string, ignition::Unit> units_;
};

}  // namespace

ignition::Config emit_ignition(const Layout& layout, const IgnitionForm& form) {
    return ConfigMaker(layout, form).make();
}

}  // namespace nagaya::emit
