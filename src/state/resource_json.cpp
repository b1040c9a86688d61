#include "state/resource_json.hpp"

#include <array>
#include <utility>

#include "base/text.hpp"
#include "state/json_members.hpp"

namespace nagaya::state {

namespace {

constexpr std::array<std::string_view, 5> probe_kinds = {"settled", "container", "http", "tcp", "command"};
constexpr std::array<std::string_view, 3> object_kinds = {"network", "volume", "pod"};

template <class T, size_t N>
Result<T> find_name(const std::array<std::string_view, N>& names, const std::string& text) {
    for (size_t i = 0; i < N; ++i)
        if (names[i] == text) return static_cast<T>(i);
    return fail(ErrorKind::unsupported, concat("`", visible(text), "` is not known"));
}

// Writing: a member that is empty, false, 0 or what the id says already is left out.

void add(JsonObject& object, std::string_view key, const std::string& text, std::string_view otherwise = "") {
    if (text != otherwise) object.emplace_back(key, text);
}
void add_flag(JsonObject& object, std::string_view key, bool flag) {
    if (flag) object.emplace_back(key, true);
}
void add_number(JsonObject& object, std::string_view key, uint32_t number, uint32_t otherwise = 0) {
    if (number != otherwise) object.emplace_back(key, number);
}
void add_texts(JsonObject& object, std::string_view key, const auto& texts) {
    if (!texts.empty()) object.emplace_back(key, texts_to_json(texts));
}

Json probe_to_json(const Probe& probe) {
    const Probe usual;
    JsonObject object = {{"kind", probe_kinds.at(static_cast<size_t>(probe.kind))}};
    add(object, "target", probe.target);
    add_texts(object, "command", probe.command);
    add_number(object, "within_ms", probe.within_ms, usual.within_ms);
    add_number(object, "settle_ms", probe.settle_ms, usual.settle_ms);
    return object;
}

struct Writer {
    JsonObject& object;
    const ResourceId& id;

    void owner(const Owner& owner) {
        add_number(object, "uid", owner.uid);
        add_number(object, "gid", owner.gid);
    }
    void operator()(const Account& account) {
        add(object, "account", account.name, id.name);
        add_number(object, "uid", account.uid);
        add(object, "home", account.home);
        add(object, "shell", account.shell);
        add_number(object, "subid_start", account.subid_start);
        add_number(object, "subid_count", account.subid_count);
        add_texts(object, "groups", account.groups);
        JsonObject ids;
        for (const auto& [group, gid] : account.group_ids) ids.emplace_back(group, gid);
        if (!ids.empty()) object.emplace_back("group_ids", std::move(ids));
        add_flag(object, "linger", account.linger);
    }
    void operator()(const Directory& directory) {
        owner(directory.owner);
        object.emplace_back("mode", octal(directory.mode));
        add_flag(object, "keep", directory.keep);
        add_flag(object, "any_user", directory.any_user);
        add_flag(object, "any_group", directory.any_group);
        add_flag(object, "any_mode", directory.any_mode);
    }
    void operator()(const File& file) {
        owner(file.owner);
        object.emplace_back("mode", octal(file.mode));
        add(object, "sha256", file.content.digest());
        add_flag(object, "secret", file.content.is_secret());
    }
    void operator()(const Symlink& symlink) { add(object, "target", symlink.target); }
    void operator()(const Hook& hook) {
        add(object, "account", hook.account, id.scope);
        add_texts(object, "command", hook.command);
        add(object, "directory", hook.directory);
        add_texts(object, "environment", hook.environment);
        add_flag(object, "before_build", hook.before_build);
        add_flag(object, "once", hook.once);
        add(object, "digest", hook.digest);
        add_number(object, "position", hook.position);
    }
    void operator()(const Image& image) {
        add(object, "account", image.account, id.scope);
        add(object, "reference", image.reference, id.name);
        add(object, "build_context", image.build_context);
        add_texts(object, "also_tagged", image.also_tagged);
        add_texts(object, "bases", image.bases);
        add(object, "id", image.id);
    }
    void operator()(const Unit& unit) {
        add(object, "account", unit.account, id.scope);
        add(object, "unit", unit.name, id.name);
        add_flag(object, "active", unit.active);
        add_flag(object, "enabled", unit.enabled);
        add_flag(object, "momentary", unit.momentary);
        add_flag(object, "failed", unit.failed);
        add_flag(object, "only_looks", unit.only_looks);
        add(object, "comes_after", unit.comes_after);
        add_flag(object, "comes_first", unit.comes_first);
        add(object, "triggers", unit.triggers);
        if (!unit.inputs.empty()) object.emplace_back("inputs", text_map_to_json(unit.inputs));
        if (!unit.probes.empty()) {
            JsonArray probes;
            for (const Probe& probe : unit.probes) probes.push_back(probe_to_json(probe));
            object.emplace_back("probes", std::move(probes));
        }
        add_texts(object, "reloaded_by", unit.reloaded_by);
        if (unit.creates) {
            const std::string_view kind = object_kinds.at(static_cast<size_t>(unit.creates->kind));
            object.emplace_back("creates", JsonObject{{"kind", kind}, {"name", unit.creates->name}});
        }
        add_flag(object, "masked", unit.masked);
        add_number(object, "restarts", unit.restarts);
    }
};

// Reading.

Result<std::string> read_or(const Json& json, std::string_view key, const std::string& otherwise) {
    if (json[key] == Json()) return otherwise;
    return read_text(json, key);
}

Result<std::set<std::string>> read_set(const Json& json, std::string_view key) {
    std::vector<std::string> texts = TRY(read_texts(json, key));
    return std::set<std::string>(std::make_move_iterator(texts.begin()), std::make_move_iterator(texts.end()));
}

Result<Owner> read_owner(const Json& json) {
    Owner owner;
    owner.uid = TRY(read_small(json, "uid"));
    owner.gid = TRY(read_small(json, "gid"));
    return owner;
}

Result<std::map<std::string, uint32_t>> read_group_ids(const Json& json) {
    std::map<std::string, uint32_t> ids;
    const Json& object = json["group_ids"];
    if (object.object().size() > most_elements) return fail(ErrorKind::limit, "`group_ids` is too long");
    for (const auto& [group, gid] : object.object()) ids[group] = TRY(read_small(object, group));
    return ids;
}

Result<Account> read_account(const Json& json, const ResourceId& id) {
    Account account;
    account.name = TRY(read_or(json, "account", id.name));
    account.uid = TRY(read_small(json, "uid"));
    account.home = TRY(read_text(json, "home"));
    account.shell = TRY(read_text(json, "shell"));
    account.subid_start = TRY(read_small(json, "subid_start"));
    account.subid_count = TRY(read_small(json, "subid_count"));
    account.groups = TRY(read_set(json, "groups"));
    account.linger = TRY(read_flag(json, "linger"));
    account.group_ids = TRY(read_group_ids(json));
    return account;
}

Result<Directory> read_directory(const Json& json, const ResourceId&) {
    Directory directory;
    directory.owner = TRY(read_owner(json));
    directory.mode = TRY(read_mode(json, "mode"));
    directory.keep = TRY(read_flag(json, "keep"));
    directory.any_user = TRY(read_flag(json, "any_user"));
    directory.any_group = TRY(read_flag(json, "any_group"));
    directory.any_mode = TRY(read_flag(json, "any_mode"));
    return directory;
}

Result<File> read_file(const Json& json, const ResourceId&) {
    File file;
    file.owner = TRY(read_owner(json));
    file.mode = TRY(read_mode(json, "mode"));
    std::string digest = TRY(read_digest(json, "sha256"));
    const bool secret = TRY(read_flag(json, "secret"));
    if (!digest.empty()) {
        file.content = Content::named(std::move(digest), secret);
    } else if (secret) {
        return fail(ErrorKind::malformed, "a secret has no digest");
    }
    return file;
}

Result<Symlink> read_symlink(const Json& json, const ResourceId&) {
    Symlink symlink;
    symlink.target = TRY(read_text(json, "target"));
    return symlink;
}

Result<Hook> read_hook(const Json& json, const ResourceId& id) {
    Hook hook;
    hook.account = TRY(read_or(json, "account", id.scope));
    hook.command = TRY(read_texts(json, "command", longest_word));
    hook.directory = TRY(read_text(json, "directory"));
    hook.environment = TRY(read_texts(json, "environment", longest_word));
    hook.before_build = TRY(read_flag(json, "before_build"));
    hook.once = TRY(read_flag(json, "once"));
    hook.digest = TRY(read_text(json, "digest"));
    hook.position = TRY(read_small(json, "position"));
    return hook;
}

Result<Image> read_image(const Json& json, const ResourceId& id) {
    Image image;
    image.account = TRY(read_or(json, "account", id.scope));
    image.reference = TRY(read_or(json, "reference", id.name));
    image.build_context = TRY(read_text(json, "build_context"));
    image.also_tagged = TRY(read_texts(json, "also_tagged"));
    image.bases = TRY(read_texts(json, "bases"));
    image.id = TRY(read_digest(json, "id"));
    return image;
}

Result<Probe> read_probe(const Json& json) {
    const Probe usual;
    Probe probe;
    const std::string kind = TRY(read_text(json, "kind"));
    probe.kind = TRY(find_name<Probe::Kind>(probe_kinds, kind));
    probe.target = TRY(read_text(json, "target"));
    probe.command = TRY(read_texts(json, "command", longest_word));
    probe.within_ms = TRY(read_small(json, "within_ms", usual.within_ms));
    probe.settle_ms = TRY(read_small(json, "settle_ms", usual.settle_ms));
    return probe;
}

Result<std::optional<PodmanObject>> read_creates(const Json& json) {
    if (json == Json()) return std::optional<PodmanObject>();
    PodmanObject object;
    const std::string kind = TRY(read_text(json, "kind"));
    object.kind = TRY(find_name<PodmanObject::Kind>(object_kinds, kind));
    object.name = TRY(read_text(json, "name"));
    return std::optional(std::move(object));
}

Result<Unit> read_unit(const Json& json, const ResourceId& id) {
    Unit unit;
    unit.account = TRY(read_or(json, "account", id.scope));
    unit.name = TRY(read_or(json, "unit", id.name));
    unit.active = TRY(read_flag(json, "active"));
    unit.enabled = TRY(read_flag(json, "enabled"));
    unit.momentary = TRY(read_flag(json, "momentary"));
    unit.failed = TRY(read_flag(json, "failed"));
    unit.only_looks = TRY(read_flag(json, "only_looks"));
    unit.comes_after = TRY(read_text(json, "comes_after"));
    unit.comes_first = TRY(read_flag(json, "comes_first"));
    unit.triggers = TRY(read_text(json, "triggers"));
    unit.inputs = TRY(read_text_map(json, "inputs"));
    const JsonArray& probes = *TRY(read_array(json, "probes"));
    for (const Json& element : probes) unit.probes.push_back(TRY(read_probe(element)));
    unit.reloaded_by = TRY(read_set(json, "reloaded_by"));
    unit.creates = TRY(read_creates(json["creates"]));
    unit.masked = TRY(read_flag(json, "masked"));
    unit.restarts = TRY(read_small(json, "restarts"));
    return unit;
}

template <class T>
Result<void> take(Resource& resource, Result<T> value) {
    if (!value) return std::unexpected(std::move(value).error());
    resource.value = *std::move(value);
    return {};
}

Result<void> read_value(const Json& json, const ResourceId& id, Resource& resource) {
    switch (id.kind) {
        case Kind::account: return take(resource, read_account(json, id));
        case Kind::directory: return take(resource, read_directory(json, id));
        case Kind::file: return take(resource, read_file(json, id));
        case Kind::symlink: return take(resource, read_symlink(json, id));
        case Kind::hook: return take(resource, read_hook(json, id));
        case Kind::image: return take(resource, read_image(json, id));
        case Kind::unit: return take(resource, read_unit(json, id));
    }
    return fail(ErrorKind::unsupported, "the kind is not known");
}

JsonObject id_members(const ResourceId& id) {
    JsonObject object = {{"kind", std::string_view(name(id.kind))}};
    add(object, "scope", id.scope);
    object.emplace_back("name", id.name);
    return object;
}

}  // namespace

Json id_to_json(const ResourceId& id) { return id_members(id); }

Result<ResourceId> id_from_json(const Json& json) {
    const std::string kind_name = TRY(read_text(json, "kind"));
    const std::optional<Kind> kind = find_kind(kind_name);
    // Leaving out what we do not know would make it an orphan at the next write, so the whole document is refused.
    if (!kind) return fail(ErrorKind::unsupported, concat("the kind `", visible(kind_name), "` is not known"));
    ResourceId id{.kind = *kind, .scope = {}, .name = {}};
    id.scope = TRY(read_text(json, "scope"));
    id.name = TRY(read_text(json, "name"));
    if (id.name.empty()) return fail(ErrorKind::malformed, "an entry has no `name`");
    return id;
}

Json resource_to_json(const ResourceId& id, const Resource& resource) {
    JsonObject object = id_members(id);
    add(object, "service", resource.service);
    add(object, "role", resource.role);
    std::visit(Writer{.object = object, .id = id}, resource.value);
    return object;
}

Result<std::pair<ResourceId, Resource>> resource_from_json(const Json& json) {
    ResourceId id = TRY(id_from_json(json));
    Resource resource{.service = {}, .origin = {}, .role = {}, .value = {}};
    resource.service = TRY(read_text(json, "service"));
    resource.role = TRY(read_text(json, "role"));
    TRY(read_value(json, id, resource));
    return std::pair(std::move(id), std::move(resource));
}

}  // namespace nagaya::state
