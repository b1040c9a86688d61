#include "apply/fake_machine.hpp"

#include <algorithm>

namespace nagaya::apply {

namespace {

const std::string install_root = "/srv/nagaya";

bool is_path(Kind kind) { return kind == Kind::directory || kind == Kind::file || kind == Kind::symlink; }

bool is_below(std::string_view path, std::string_view directory) {
    return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

std::string parent(const std::string& path) { return path.substr(0, path.rfind('/')); }

/// "web.service" for "web.container", as the generator has it.
std::string unit_of(const std::string& file_name) {
    for (const auto& [extension, suffix] : std::map<std::string, std::string>{
             {".container", ""}, {".network", "-network"}, {".volume", "-volume"}, {".pod", "-pod"}}) {
        if (file_name.ends_with(extension)) {
            return concat(file_name.substr(0, file_name.size() - extension.size()), suffix, ".service");
        }
    }
    return file_name;
}

std::set<std::string> words_of(const std::string& text) {
    std::set<std::string> words;
    std::string word;
    for (const char c : text + "\n") {
        if (c == '\n' || c == ' ' || c == ':' || c == '=') {
            if (!word.empty()) words.insert(std::exchange(word, {}));
        } else {
            word += c;
        }
    }
    return words;
}

/// A oneshot ends by itself, unless it says otherwise (systemd.service(5)).
bool stays_active(std::string_view definition) {
    return !definition.contains("Type=oneshot") || definition.contains("RemainAfterExit=yes");
}

}  // namespace

void FakeMachine::put(Kind kind, const std::string& scope, const std::string& name,
                      decltype(state::Resource::value) value) {
    world.disk.put({.kind = kind, .scope = scope, .name = name},
                   {.service = {}, .origin = {}, .role = {}, .value = std::move(value)});
}

void FakeMachine::erase(Kind kind, const std::string& name) {
    world.disk.erase({.kind = kind, .scope = {}, .name = name});
}

Result<void> FakeMachine::perform(const plan::Action& action, const Progress& progress) {
    progress("at it");
    const std::lock_guard lock(mutex);
    if (refused.contains(asked++)) return fail(ErrorKind::failed, "refused");
    TRY(effect(action));
    deeds.push_back(text(action));
    note_instant();
    return {};
}

Result<void> FakeMachine::settle() {
    const std::lock_guard lock(mutex);
    world.names.clear();
    for (const auto& [id, resource] : world.disk.resources()) {
        if (is_path(id.kind)) world.names.emplace(id, resource);
    }
    note_instant();
    return {};
}

Result<void> FakeMachine::effect(const plan::Action& action) {
    return std::visit([this](const auto& deed) { return act(deed); }, action);
}

Result<void> FakeMachine::needs_parent(const std::string& path) const {
    const std::string directory = parent(path);
    for (const std::string_view given :
         {"/srv", "/srv/data", "/run", "/etc", "/etc/containers", "/etc/systemd/system"}) {
        if (directory == given) return {};
    }
    for (const auto& [id, resource] : world.disk.resources()) {
        const auto* account = std::get_if<state::Account>(&resource.value);
        if (account && account->home == directory) return {};
    }
    if (world.disk.find({.kind = Kind::directory, .scope = {}, .name = directory})) return {};
    return fail(ErrorKind::not_found, concat("no directory ", directory));
}

Result<void> FakeMachine::needs_owner(const state::Owner& owner) const {
    const auto known = [&](uint32_t id) {
        if (id < 1000 || id >= 100'000) return true;
        return std::ranges::any_of(world.disk.resources(), [&](const auto& entry) {
            const auto* account = std::get_if<state::Account>(&entry.second.value);
            return account && account->uid == id;
        });
    };
    if (known(owner.uid) && known(owner.gid)) return {};
    return fail(ErrorKind::not_found, concat("no account ", owner.uid, ':', owner.gid));
}

Result<void> FakeMachine::needs_account(const std::string& account) const {
    if (account == "root" || world.disk.find({.kind = Kind::account, .scope = {}, .name = account})) return {};
    return fail(ErrorKind::not_found, concat("no account ", account));
}

Result<void> FakeMachine::needs_manager(const std::string& account) const {
    TRY(needs_account(account));
    if (account == "root" || world.managers.contains(account)) return {};
    return fail(ErrorKind::timeout, concat("the manager of ", account, " does not answer"));
}

bool FakeMachine::is_empty(const std::string& directory) const {
    return std::ranges::none_of(world.disk.resources(), [&](const auto& entry) {
        return is_path(entry.first.kind) && is_below(entry.first.name, directory);
    });
}

Result<void> FakeMachine::act(const plan::SetAccounts& deed) {
    for (const state::Account& account : deed.accounts) put(Kind::account, {}, account.name, account);
    return {};
}

Result<void> FakeMachine::act(const plan::AwaitManager& deed) {
    TRY(needs_account(deed.account));
    world.managers.insert(deed.account);
    return {};
}

Result<void> FakeMachine::act(const plan::PutDirectory& deed) {
    TRY(needs_parent(deed.path));
    TRY(needs_owner(deed.directory.owner));
    if (world.disk.find({.kind = Kind::file, .scope = {}, .name = deed.path})) {
        return fail(ErrorKind::io, concat(deed.path, " is a file"));
    }
    put(Kind::directory, {}, deed.path, deed.directory);
    return {};
}

Result<void> FakeMachine::act(const plan::PutFile& deed) {
    TRY(needs_parent(deed.path));
    TRY(needs_owner(deed.file.owner));
    if (world.disk.find({.kind = Kind::directory, .scope = {}, .name = deed.path})) {
        return fail(ErrorKind::io, concat(deed.path, " is a directory"));
    }
    put(Kind::file, {}, deed.path, deed.file);
    return {};
}

Result<void> FakeMachine::act(const plan::PutSymlink& deed) {
    TRY(needs_parent(deed.path));
    put(Kind::symlink, {}, deed.path, deed.symlink);
    return {};
}

Result<void> FakeMachine::act(const plan::RemoveFile& deed) {
    erase(Kind::file, deed.path);
    erase(Kind::symlink, deed.path);
    return {};
}

Result<void> FakeMachine::act(const plan::RemoveDirectory& deed) {
    if (is_empty(deed.path)) erase(Kind::directory, deed.path);
    return {};
}

Result<void> FakeMachine::act(const plan::RunHook& deed) {
    TRY(needs_manager(deed.hook.account));
    if (deed.hook.once) ++world.migrations[deed.hook.digest];
    return {};
}

Result<void> FakeMachine::act(const plan::ProvideImage& deed) {
    TRY(needs_manager(deed.image.account));
    if (world.disk.find({.kind = Kind::image, .scope = deed.image.account, .name = deed.image.reference})) return {};
    for (const std::string& base : deed.image.bases) {
        if (!world.disk.find({.kind = Kind::image, .scope = deed.image.account, .name = base})) {
            return fail(ErrorKind::not_found, concat("no base ", base));
        }
    }
    if (!deed.image.build_context.empty() && is_empty(deed.image.build_context)) {
        return fail(ErrorKind::not_found, concat("nothing in ", deed.image.build_context));
    }
    put(Kind::image, deed.image.account, deed.image.reference, deed.image);
    return {};
}

std::map<ResourceId, std::string> FakeMachine::definitions(const std::string& account) const {
    std::string quadlets = "/etc/containers/systemd";
    std::string units = "/etc/systemd/system";
    if (account != "root") {
        const auto* entry = world.disk.get<state::Account>({.kind = Kind::account, .scope = {}, .name = account});
        if (!entry) return {};
        quadlets = concat("/etc/containers/systemd/users/", entry->uid);
        units = entry->home + "/.config/systemd/user";
    }
    std::map<ResourceId, std::string> found;
    std::map<std::string, std::string> drop_ins;  // "<directory>/x.d" → text
    for (const auto& [id, resource] : world.disk.resources()) {
        const auto* file = std::get_if<state::File>(&resource.value);
        if (!file) continue;
        const std::string directory = parent(id.name);
        if (directory == quadlets || directory == units) {
            const std::string unit = unit_of(id.name.substr(directory.size() + 1));
            found[{.kind = Kind::unit, .scope = account, .name = unit}] += file->content.bytes_to_write();
        } else if (directory.ends_with(".d") && (parent(directory) == quadlets || parent(directory) == units)) {
            const std::string name = directory.substr(parent(directory).size() + 1);
            drop_ins[unit_of(name.substr(0, name.size() - 2))] += file->content.bytes_to_write();
        }
    }
    for (auto& [id, text] : found) {
        const auto more = drop_ins.find(id.name);
        if (more != drop_ins.end()) text += more->second;
    }
    return found;
}

Result<Snapshot> FakeMachine::snapshot(const ResourceId& unit, const std::string& definition) const {
    Snapshot snapshot = {{"definition", definition}};
    for (const std::string& word : words_of(definition)) {
        for (const auto& [id, resource] : world.disk.resources()) {
            const auto* file = std::get_if<state::File>(&resource.value);
            if (file && (id.name == word || (is_below(id.name, word) && is_below(word, install_root)))) {
                snapshot[id.name] = file->content.digest();
            }
        }
    }
    for (const std::string_view line : split(definition, '\n')) {
        if (!line.starts_with("Image=")) continue;
        const std::string image(line.substr(6));
        if (!world.disk.find({.kind = Kind::image, .scope = unit.scope, .name = image})) {
            return fail(ErrorKind::not_found, concat("no image ", image));
        }
        snapshot["image"] = image;
    }
    return snapshot;
}

Result<void> FakeMachine::act(const plan::ReloadManager& deed) {
    TRY(needs_manager(deed.account));
    std::erase_if(world.loaded, [&](const auto& entry) { return entry.first.scope == deed.account; });
    world.loaded.merge(definitions(deed.account));
    return {};
}

Result<void> FakeMachine::act(const plan::ChangeUnit& deed) {
    TRY(needs_manager(deed.unit.account));
    const ResourceId id{.kind = Kind::unit, .scope = deed.unit.account, .name = deed.unit.name};
    state::Unit& unit = world.units[id];
    unit.account = deed.unit.account;
    unit.name = deed.unit.name;
    switch (deed.verb) {
        case plan::UnitVerb::stop:
            unit.active = false;
            world.started_with.erase(id);
            return {};
        case plan::UnitVerb::disable: unit.enabled = false; return {};
        case plan::UnitVerb::unmask: unit.masked = false; return {};
        case plan::UnitVerb::start:
        case plan::UnitVerb::restart:
        case plan::UnitVerb::reload:
        case plan::UnitVerb::enable: break;
    }
    const auto definition = world.loaded.find(id);
    if (definition == world.loaded.end()) return fail(ErrorKind::not_found, concat("unit ", id.text(), " not loaded"));
    if (deed.verb == plan::UnitVerb::enable) {
        unit.enabled = true;
        return {};
    }
    world.started_with[id] = TRY(snapshot(id, definition->second));
    unit.active = stays_active(definition->second);
    return {};
}

Result<void> FakeMachine::act(const plan::AwaitHealth&) { return {}; }

Result<void> FakeMachine::act(const plan::RemovePodmanObject&) { return {}; }

Result<void> FakeMachine::act(const plan::PurgeTree& deed) {
    state::HostState kept;
    for (const auto& [id, resource] : world.disk.resources()) {
        if (id.name != deed.path && !is_below(id.name, deed.path)) kept.put(id, resource);
    }
    world.disk = std::move(kept);
    return {};
}

Result<void> FakeMachine::act(const plan::PurgeAccount& deed) {
    TRY(act(plan::PurgeTree{deed.account.home}));
    erase(Kind::account, deed.account.name);
    for (const auto& [id, unit] : world.units) {
        if (id.scope == deed.account.name && unit.active)
            return fail(ErrorKind::failed, concat(id.text(), " still runs"));
    }
    return {};
}

state::HostState FakeMachine::observe(const state::HostState& desired) const {
    state::HostState seen;
    const auto look = [&](const ResourceId& id) {
        if (const state::Resource* found = world.disk.find(id)) seen.put(id, *found);
        const auto unit = world.units.find(id);
        if (unit != world.units.end() && (unit->second.active || world.loaded.contains(id))) {
            seen.put(id, {.service = {}, .origin = {}, .role = {}, .value = unit->second});
        }
    };
    for (const auto& [id, resource] : desired.resources()) look(id);
    for (const auto& [id, entry] : world.storage.record.entries) look(id);
    return seen;
}

void FakeMachine::lose_names() {
    const std::map<ResourceId, state::Resource> now = world.disk.resources();
    for (const auto& [id, resource] : now) {
        if (is_path(id.kind)) world.disk.erase(id);
    }
    for (const auto& [id, resource] : world.names) world.disk.put(id, resource);
}

void FakeMachine::reboot() {
    // What ran to its end stays done; everything else runs no more.
    std::erase_if(world.started_with, [&](const auto& entry) {
        const auto definition = world.loaded.find(entry.first);
        return definition == world.loaded.end() || stays_active(definition->second);
    });
    world.loaded = definitions("root");
    for (const auto& [id, resource] : world.disk.resources()) {
        if (id.kind == Kind::account) world.loaded.merge(definitions(id.name));
    }
    for (auto& [id, unit] : world.units) unit.active = false;
    for (const auto& [id, definition] : world.loaded) {
        const bool quadlet = definition.contains("[Container]");
        const auto unit = world.units.find(id);
        const bool enabled = unit != world.units.end() && unit->second.enabled;
        if (!definition.contains("[Install]") || !(quadlet || enabled)) continue;
        const Result<Snapshot> with = snapshot(id, definition);
        if (!with) continue;
        world.started_with[id] = *with;
        world.units[id].account = id.scope;
        world.units[id].name = id.name;
        world.units[id].active = stays_active(definition);
    }
}

}  // namespace nagaya::apply
