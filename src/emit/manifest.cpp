#include "emit/manifest.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "state/json_members.hpp"

namespace nagaya::emit {

using state::Directory;
using state::File;
using state::Symlink;

namespace {

constexpr int64_t format_version = 1;

Json account_to_json(const state::Account& account) {
    JsonObject one{{"name", account.name},
                   {"uid", account.uid},
                   {"home", account.home},
                   {"shell", account.shell},
                   {"subid_start", account.subid_start},
                   {"subid_count", account.subid_count}};
    if (!account.groups.empty()) one.emplace_back("groups", state::texts_to_json(account.groups));
    one.emplace_back("linger", account.linger);
    return one;
}

Result<state::Account> read_account(const Json& json) {
    state::Account account;
    account.name = TRY(state::read_text(json, "name"));
    account.uid = TRY(state::read_small(json, "uid"));
    account.home = TRY(state::read_text(json, "home"));
    account.shell = TRY(state::read_text(json, "shell"));
    account.subid_start = TRY(state::read_small(json, "subid_start"));
    account.subid_count = TRY(state::read_small(json, "subid_count"));
    for (std::string& group : TRY(state::read_texts(json, "groups"))) account.groups.insert(std::move(group));
    account.linger = TRY(state::read_flag(json, "linger"));
    return account;
}

void add_owner(JsonObject& one, const state::Owner& owner) {
    one.emplace_back("uid", owner.uid);
    one.emplace_back("gid", owner.gid);
}

Json path_to_json(const std::string& path, const Placed& placed) {
    JsonObject one{{"path", path}};
    if (const auto* directory = std::get_if<Directory>(&placed.value)) {
        one.emplace_back("type", "directory");
        add_owner(one, directory->owner);
        one.emplace_back("mode", octal(directory->mode));
        if (directory->keep) one.emplace_back("keep", true);
    } else if (const auto* file = std::get_if<File>(&placed.value)) {
        one.emplace_back("type", "file");
        add_owner(one, file->owner);
        one.emplace_back("mode", octal(file->mode));
        one.emplace_back("sha256", file->content.digest());
    } else {
        one.emplace_back("type", "link");
        add_owner(one, placed.owner);
        one.emplace_back("target", std::get<Symlink>(placed.value).target);
    }
    if (!placed.service.empty()) one.emplace_back("service", placed.service);
    if (!placed.role.empty()) one.emplace_back("role", placed.role);
    if (placed.added) one.emplace_back("added", true);
    return one;
}

Result<Placed> read_placed(const Json& json) {
    Placed placed{.value = Symlink{}};
    placed.owner.uid = TRY(state::read_small(json, "uid"));
    placed.owner.gid = TRY(state::read_small(json, "gid"));
    placed.service = TRY(state::read_text(json, "service"));
    placed.role = TRY(state::read_text(json, "role"));
    placed.added = TRY(state::read_flag(json, "added"));
    const std::string type = TRY(state::read_text(json, "type"));
    if (type == "link") {
        std::string target = TRY(state::read_text(json, "target"));
        placed.value = Symlink{.target = std::move(target)};
        return placed;
    }
    const uint32_t mode = TRY(state::read_mode(json, "mode"));
    if (type == "directory") {
        const bool keep = TRY(state::read_flag(json, "keep"));
        placed.value = Directory{.owner = placed.owner, .mode = mode, .keep = keep};
    } else if (type == "file") {
        std::string digest = TRY(state::read_digest(json, "sha256"));
        placed.value =
            File{.owner = placed.owner, .mode = mode, .content = state::Content::named(std::move(digest), false)};
    } else {
        return fail(ErrorKind::malformed, concat("`", visible(type), "` is no type of a path"));
    }
    return placed;
}

Result<Layout> read_manifest(const Json& json) {
    TRY(state::check_version(json, format_version));
    Layout layout;
    layout.host = TRY(state::read_text(json, "host"));
    layout.prefix = TRY(state::read_text(json, "prefix"));
    for (const Json& one : *TRY(state::read_array(json, "accounts"))) {
        state::Account account = TRY(read_account(one));
        layout.accounts.push_back(std::move(account));
    }
    for (const Json& one : *TRY(state::read_array(json, "groups"))) {
        Group group;
        group.name = TRY(state::read_text(one, "name"));
        if (one["gid"] != Json{}) group.gid = TRY(state::read_small(one, "gid"));
        layout.groups.push_back(std::move(group));
    }
    for (const Json& one : *TRY(state::read_array(json, "paths"))) {
        std::string path = TRY(state::read_text(one, "path"));
        if (!path.starts_with('/') || path.contains("/../") || path.ends_with("/.."))
            return fail(ErrorKind::malformed, concat("`", visible(path), "` is no absolute path"));
        Placed placed = TRY(read_placed(one));
        layout.paths.emplace(std::move(path), std::move(placed));
    }
    for (const auto& [unit, enabled] : json["presets"].object()) layout.presets.emplace(unit, enabled.flag());
    return layout;
}

/// A word of tmpfiles.d(5): what could be a blank, a quote or a specifier is written as an escape.
std::string word(std::string_view text) {
    std::string out;
    bool quote = false;
    for (const char c : text) {
        if (c == '%') out += '%';
        if (c == '"' || c == '\\') out += '\\';
        quote = quote || c == ' ' || c == '\t' || c == '"' || c == '\\' || c == '\'';
        out += c;
    }
    return quote ? concat('"', out, '"') : out;
}

std::string tmpfiles_line(const std::string& path, const Placed& placed) {
    const auto line = [&](char type, const std::string& mode, const state::Owner& owner) {
        return concat(type, ' ', word(path), ' ', mode, ' ', owner.uid, ' ', owner.gid, '\n');
    };
    if (const auto* directory = std::get_if<Directory>(&placed.value))
        return line('d', octal(directory->mode), directory->owner);
    if (const auto* file = std::get_if<File>(&placed.value)) return line('z', octal(file->mode), file->owner);
    return line('z', "-", placed.owner);
}

}  // namespace

std::string print_manifest(const Layout& layout) {
    JsonArray accounts;
    for (const state::Account& account : layout.accounts) accounts.push_back(account_to_json(account));
    JsonArray groups;
    for (const Group& group : layout.groups) {
        JsonObject one{{"name", group.name}};
        if (group.gid) one.emplace_back("gid", *group.gid);
        groups.emplace_back(std::move(one));
    }
    JsonArray paths;
    for (const auto& [path, placed] : layout.paths) paths.push_back(path_to_json(path, placed));
    JsonObject presets;
    for (const auto& [unit, enabled] : layout.presets) presets.emplace_back(unit, enabled);
    return print_json(JsonObject{{"version", format_version},
                                 {"host", layout.host},
                                 {"prefix", layout.prefix},
                                 {"accounts", std::move(accounts)},
                                 {"groups", std::move(groups)},
                                 {"presets", std::move(presets)},
                                 {"paths", std::move(paths)}},
                      JsonStyle::indented) +
           "\n";
}

Result<Layout> parse_manifest(std::string_view text) {
    const Json json = TRY(within("reading the manifest of a tree", parse_json(text)));
    return within("reading the manifest of a tree", read_manifest(json));
}

std::map<std::string, std::string> print_recipes(const Layout& layout) {
    const std::string head =
        concat("# Generated by nagaya for the host ", layout.host, "; changes made here are lost.\n");
    std::string users = head;
    for (const Group& group : layout.groups)
        users += concat("g ", group.name, ' ', group.gid ? concat(*group.gid) : std::string("-"), '\n');
    std::string subids;
    for (const state::Account& account : layout.accounts) {
        users += concat("g ", account.name, ' ', account.uid, "\nu ", account.name, ' ', account.uid, ':', account.uid,
                        " \"nagaya service account\" ", account.home, ' ', account.shell, '\n');
        for (const std::string& group : account.groups) users += concat("m ", account.name, ' ', group, '\n');
        if (account.subid_count > 0)
            subids += concat(account.name, ':', account.subid_start, ':', account.subid_count, '\n');
    }
    std::string files = head;
    for (const auto& [path, placed] : layout.paths) files += tmpfiles_line(path, placed);
    return {{"sysusers.conf", std::move(users)}, {"tmpfiles.conf", std::move(files)}, {"subids", std::move(subids)}};
}

}  // namespace nagaya::emit
