// A site in one text, lowered for its host "mouse": for every test of this room.
#pragma once

#include "load/loaded.hpp"
#include "lower/lower.hpp"

namespace nagaya::lower {

struct Lowered {
    load::Loaded loaded;
    state::HostState state;

    const state::File* file(const std::string& path) const {
        return state.get<state::File>({.kind = state::Kind::file, .scope = {}, .name = path});
    }
    /// The text of a file; "(none)" when it is not there.
    std::string text(const std::string& path) const {
        const state::File* found = file(path);
        return found ? found->content.bytes_to_write() : "(none)";
    }
    /// "0:2000 0750"; "(none)" when there is no such directory.
    std::string directory(const std::string& path) const {
        const auto* found = state.get<state::Directory>({.kind = state::Kind::directory, .scope = {}, .name = path});
        return found ? concat(found->owner.uid, ':', found->owner.gid, ' ', octal(found->mode)) : "(none)";
    }
    /// "0:0 0644"; "(none)" when there is no such file.
    std::string place(const std::string& path) const {
        const state::File* found = file(path);
        return found ? concat(found->owner.uid, ':', found->owner.gid, ' ', octal(found->mode)) : "(none)";
    }
    const state::Unit* unit(const std::string& account, const std::string& name) const {
        return state.get<state::Unit>({.kind = state::Kind::unit, .scope = account, .name = name});
    }
    /// "enabled active", "active", "none"; "(none)" when there is no such unit.
    std::string policy(const std::string& account, const std::string& name) const {
        const state::Unit* found = unit(account, name);
        if (!found) return "(none)";
        return found->enabled ? found->active ? "enabled active" : "enabled" : found->active ? "active" : "none";
    }
    /// The labels of a unit's inputs.
    std::vector<std::string> inputs(const std::string& account, const std::string& name) const {
        std::vector<std::string> labels;
        const state::Unit* found = unit(account, name);
        if (!found) return {"(none)"};
        for (const auto& [label, digest] : found->inputs) labels.push_back(label);
        return labels;
    }
    std::vector<std::string> resources(state::Kind kind) const {
        std::vector<std::string> names;
        for (const auto& [id, resource] : state.resources()) {
            if (id.kind == kind) names.push_back(id.name);
        }
        return names;
    }
};

/// Lowers the files of `text`, without the timer that prunes. The host runs every service unless the text has hosts/mouse.toml; uids count from 2000 in the
/// order of names.
inline Lowered lower(std::string_view text, const model::Tree& secrets = {}) {
    model::Tree tree = load::tree_of(
        "== nagaya.toml\n[site]\nname = \"home\"\nprefix = \"home\"\ndomain = \"example.org\"\n"
        "[retention]\nprune = \"never\"\n");
    for (auto& [path, file] : load::tree_of(text)) tree[path] = std::move(file);
    if (!tree.contains("hosts/mouse.toml")) {
        std::set<std::string> names;
        for (const auto& [path, file] : tree) {
            if (path.starts_with("services/")) names.insert(path.substr(9, path.find('/', 9) - 9));
        }
        std::string list;
        for (const std::string& name : names) list += concat(list.empty() ? "" : ", ", '"', name, '"');
        tree["hosts/mouse.toml"].bytes = concat("os = \"debian\"\nservices = [", list, "]\n");
    }
    Lowered lowered{.loaded = load::load_tree(tree, "", secrets), .state = {}};
    load::complete_lock(lowered.loaded.site, lowered.loaded.report);
    lowered.state = lower_host(lowered.loaded.site, lowered.loaded.site.hosts.at("mouse"), lowered.loaded.sources,
                               lowered.loaded.report);
    return lowered;
}

using Lines = std::vector<std::string>;

/// The smallest service.
constexpr std::string_view web =
    "== services/web/web.container\n"
    "[Container]\n"
    "Image=docker.io/library/debian:12\n";

}  // namespace nagaya::lower
