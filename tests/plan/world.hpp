// A host in memory, to try plans and their way back on.
#pragma once

#include <gtest/gtest.h>

#include "plan/hosts.hpp"
#include "plan/undo.hpp"

namespace nagaya::plan {

/// Paths, and units that remember which files they were started with.
class World {
public:
    struct Running {
        bool active = false;
        bool enabled = false;
        std::string files = {};  ///< what it was started with
        bool operator==(const Running&) const = default;
    };
    using UnitName = std::pair<std::string, std::string>;  // account, name

    /// The world in which `host` holds; `other` says what the units of the other state read.
    World(const HostBuilder& host, const HostBuilder& other) {
        learn(other);
        learn(host);
        for (const auto& [id, resource] : host.state.resources()) put(id, resource);
        for (const auto& [id, resource] : host.state.resources()) {
            if (const auto* unit = std::get_if<state::Unit>(&resource.value)) {
                Running& running = units[{unit->account, unit->name}];
                running = {.active = unit->active, .enabled = unit->enabled, .files = {}};
                if (unit->active) running.files = files_of({unit->account, unit->name});
            }
        }
    }

    void perform(const Action& action) {
        if (const auto* deed = std::get_if<PutFile>(&action)) paths[deed->path] = text_of(deed->file);
        if (const auto* deed = std::get_if<PutDirectory>(&action)) paths[deed->path] = text_of(deed->directory);
        if (const auto* deed = std::get_if<PutSymlink>(&action)) paths[deed->path] = text_of(deed->symlink);
        if (const auto* deed = std::get_if<RemoveFile>(&action)) paths.erase(deed->path);
        if (const auto* deed = std::get_if<RemoveDirectory>(&action)) remove_directory(deed->path);
        if (const auto* deed = std::get_if<ChangeUnit>(&action)) change(*deed);
        if (const auto* deed = std::get_if<RemovePodmanObject>(&action)) objects.erase(deed->object.name);
        if (const auto* deed = std::get_if<SetAccounts>(&action)) stop_all_of(*deed);
    }

    /// Every unit whose first file is there starts, with what is on the disk.
    void boot() {
        for (const auto& [name, files] : reads_) {
            const bool there = !files.empty() && paths.contains(files.front());
            Running& running = units[name];
            running.active = there;
            running.files = there ? files_of(name) : std::string();
        }
    }

    std::map<std::string, std::string> paths;
    std::map<UnitName, Running> units;
    std::map<std::string, std::string> objects;  // network → the files it was created from
    std::set<std::string> regrouped;             // accounts whose managers SetAccounts restarts

private:
    static std::string text_of(const state::File& file) {
        return concat("file ", file.content.digest(), ' ', file.mode, ' ', file.owner.uid);
    }
    static std::string text_of(const state::Directory& directory) {
        return concat("directory ", directory.mode, ' ', directory.owner.uid, ' ', directory.owner.gid);
    }
    static std::string text_of(const state::Symlink& symlink) { return concat("link ", symlink.target); }

    void learn(const HostBuilder& host) {
        std::map<UnitName, std::vector<std::string>> reads;
        for (const auto& [file, users] : host.state.used_by) {
            for (const ResourceId& user : users) reads[{user.scope, user.name}].push_back(file.name);
        }
        for (auto& [name, files] : reads) reads_[name] = std::move(files);
        for (const auto& [id, resource] : host.state.resources()) {
            const auto* unit = std::get_if<state::Unit>(&resource.value);
            if (unit && unit->creates) creates_[{unit->account, unit->name}] = unit->creates->name;
        }
    }
    void put(const ResourceId& id, const state::Resource& resource) {
        if (const auto* file = std::get_if<state::File>(&resource.value)) paths[id.name] = text_of(*file);
        if (const auto* directory = std::get_if<state::Directory>(&resource.value))
            paths[id.name] = text_of(*directory);
        if (const auto* link = std::get_if<state::Symlink>(&resource.value)) paths[id.name] = text_of(*link);
    }
    void remove_directory(const std::string& path) {
        const auto below = paths.upper_bound(path + "/");
        if (below != paths.end() && below->first.starts_with(path + "/")) return;
        paths.erase(path);
    }
    std::string files_of(const UnitName& name) {
        std::string out;
        for (const std::string& path : reads_[name]) {
            const auto found = paths.find(path);
            out += concat(path, '=', found == paths.end() ? "none" : found->second, '\n');
        }
        // What podman keeps is made once.
        if (creates_.contains(name)) out = objects.try_emplace(creates_[name], out).first->second;
        return out;
    }
    void change(const ChangeUnit& deed) {
        const UnitName name{deed.unit.account, deed.unit.name};
        Running& unit = units[name];
        switch (deed.verb) {
            case UnitVerb::enable: unit.enabled = true; return;
            case UnitVerb::disable: unit.enabled = false; return;
            case UnitVerb::unmask: return;
            case UnitVerb::stop:
                unit.active = false;
                unit.files.clear();
                return;
            case UnitVerb::start:
                if (!unit.active) unit.files = files_of(name);
                break;
            case UnitVerb::restart: unit.files = files_of(name); break;
            case UnitVerb::reload:
                EXPECT_TRUE(unit.active) << deed.unit.name << " is reloaded although it does not run";
                unit.files = files_of(name);
                break;
        }
        if (name.second.ends_with(".socket")) {
            const std::string service = name.second.substr(0, name.second.size() - 7) + ".service";
            EXPECT_TRUE(unit.active || !units[UnitName(name.first, service)].active)
                << name.second << " is started while its service runs";
        }
        unit.active = true;
    }
    void stop_all_of(const SetAccounts& deed) {
        for (const state::Account& account : deed.accounts) {
            if (!regrouped.contains(account.name)) continue;
            for (auto& [name, unit] : units) {
                if (name.first != account.name) continue;
                unit.active = false;
                unit.files.clear();
            }
        }
    }

    std::map<UnitName, std::vector<std::string>> reads_;
    std::map<UnitName, std::string> creates_;
};

}  // namespace nagaya::plan
