#include "plan/action_json.hpp"

#include <array>

#include "base/text.hpp"
#include "state/json_members.hpp"
#include "state/resource_json.hpp"

namespace nagaya::plan {

using state::Kind;
using state::ResourceId;

namespace {

// In the order of the variant's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<Action>> deeds = {
    "set-accounts",         "await-manager", "put-directory", "put-file",       "put-symlink", "remove-file",
    "remove-directory",     "run-hook",      "provide-image", "reload-manager", "change-unit", "await-health",
    "remove-podman-object", "purge-tree",    "purge-account"};
// In the order of the enumerators.
constexpr std::array<std::string_view, 7> verbs = {"start", "restart", "reload", "stop", "enable", "disable", "unmask"};
constexpr std::array<std::string_view, 3> objects = {"network", "volume", "pod"};

Json resource(Kind kind, const std::string& scope, const std::string& name, decltype(state::Resource::value) value) {
    return state::resource_to_json({.kind = kind, .scope = scope, .name = name},
                                   {.service = {}, .origin = {}, .role = {}, .value = std::move(value)});
}

Json unit_resource(const state::Unit& unit) { return resource(Kind::unit, unit.account, unit.name, unit); }

Json account_resource(const state::Account& account) { return resource(Kind::account, {}, account.name, account); }

struct Writer {
    JsonObject& object;

    void add(std::string_view key, Json value) const { object.emplace_back(key, std::move(value)); }

    void operator()(const SetAccounts& action) const {
        JsonArray accounts;
        for (const state::Account& account : action.accounts) accounts.push_back(account_resource(account));
        add("accounts", std::move(accounts));
    }
    void operator()(const AwaitManager& action) const { add("account", action.account); }
    void operator()(const PutDirectory& action) const {
        add("resource", resource(Kind::directory, {}, action.path, action.directory));
    }
    void operator()(const PutFile& action) const {
        add("resource", resource(Kind::file, {}, action.path, action.file));
    }
    void operator()(const PutSymlink& action) const {
        add("resource", resource(Kind::symlink, {}, action.path, action.symlink));
    }
    void operator()(const RemoveFile& action) const { add("path", action.path); }
    void operator()(const RemoveDirectory& action) const { add("path", action.path); }
    void operator()(const RunHook& action) const {
        add("resource", resource(Kind::hook, action.hook.account, "hook", action.hook));
        add("service", action.service);
    }
    void operator()(const ProvideImage& action) const {
        add("resource", resource(Kind::image, action.image.account, action.image.reference, action.image));
    }
    void operator()(const ReloadManager& action) const { add("account", action.account); }
    void operator()(const ChangeUnit& action) const {
        add("verb", verbs.at(static_cast<size_t>(action.verb)));
        add("resource", unit_resource(action.unit));
    }
    void operator()(const AwaitHealth& action) const { add("resource", unit_resource(action.unit)); }
    void operator()(const RemovePodmanObject& action) const {
        add("account", action.account);
        add("object", objects.at(static_cast<size_t>(action.object.kind)));
        add("name", action.object.name);
    }
    void operator()(const PurgeTree& action) const { add("path", action.path); }
    void operator()(const PurgeAccount& action) const { add("resource", account_resource(action.account)); }
};

template <size_t N>
Result<size_t> read_name(const Json& json, std::string_view key, const std::array<std::string_view, N>& names) {
    const std::string text = TRY(state::read_text(json, key));
    for (size_t i = 0; i < N; ++i) {
        if (names[i] == text) return i;
    }
    return fail(ErrorKind::unsupported, concat("the ", key, " `", visible(text), "` is not known"));
}

Result<std::string> read_path(const Json& json) {
    std::string path = TRY(state::read_text(json, "path"));
    if (!path.starts_with('/')) return fail(ErrorKind::malformed, "a path does not begin at the root");
    return path;
}

/// The resource under `json`, which must be of type T.
template <class T>
Result<std::pair<ResourceId, T>> read_resource(const Json& json) {
    auto [id, found] = TRY(state::resource_from_json(json));
    auto* value = std::get_if<T>(&found.value);
    if (!value)
        return fail(ErrorKind::malformed, concat("a deed is about ", visible(id.text()), ", which it cannot be"));
    return std::pair(std::move(id), std::move(*value));
}

struct Reader {
    const Json& json;

    Result<Action> operator()(const SetAccounts&) const {
        SetAccounts action;
        for (const Json& element : *TRY(state::read_array(json, "accounts")))
            action.accounts.push_back(TRY(read_resource<state::Account>(element)).second);
        return action;
    }
    Result<Action> operator()(const AwaitManager&) const {
        std::string account = TRY(state::read_text(json, "account"));
        return AwaitManager{std::move(account)};
    }
    Result<Action> operator()(const PutDirectory&) const {
        auto [id, value] = TRY(read_resource<state::Directory>(json["resource"]));
        return PutDirectory{std::move(id.name), value};
    }
    Result<Action> operator()(const PutFile&) const {
        auto [id, value] = TRY(read_resource<state::File>(json["resource"]));
        return PutFile{std::move(id.name), std::move(value)};
    }
    Result<Action> operator()(const PutSymlink&) const {
        auto [id, value] = TRY(read_resource<state::Symlink>(json["resource"]));
        return PutSymlink{std::move(id.name), std::move(value)};
    }
    Result<Action> operator()(const RemoveFile&) const {
        std::string path = TRY(read_path(json));
        return RemoveFile{std::move(path)};
    }
    Result<Action> operator()(const RemoveDirectory&) const {
        std::string path = TRY(read_path(json));
        return RemoveDirectory{std::move(path)};
    }
    Result<Action> operator()(const RunHook&) const {
        auto [id, value] = TRY(read_resource<state::Hook>(json["resource"]));
        std::string service = TRY(state::read_text(json, "service"));
        return RunHook{std::move(value), std::move(service)};
    }
    Result<Action> operator()(const ProvideImage&) const {
        auto [id, value] = TRY(read_resource<state::Image>(json["resource"]));
        return ProvideImage{std::move(value)};
    }
    Result<Action> operator()(const ReloadManager&) const {
        std::string account = TRY(state::read_text(json, "account"));
        return ReloadManager{std::move(account)};
    }
    Result<Action> operator()(const ChangeUnit&) const {
        const size_t verb = TRY(read_name(json, "verb", verbs));
        auto [id, value] = TRY(read_resource<state::Unit>(json["resource"]));
        return ChangeUnit{static_cast<UnitVerb>(verb), std::move(value)};
    }
    Result<Action> operator()(const AwaitHealth&) const {
        auto [id, value] = TRY(read_resource<state::Unit>(json["resource"]));
        return AwaitHealth{std::move(value)};
    }
    Result<Action> operator()(const RemovePodmanObject&) const {
        RemovePodmanObject action;
        action.account = TRY(state::read_text(json, "account"));
        action.object.kind = static_cast<state::PodmanObject::Kind>(TRY(read_name(json, "object", objects)));
        action.object.name = TRY(state::read_text(json, "name"));
        return action;
    }
    Result<Action> operator()(const PurgeTree&) const {
        std::string path = TRY(read_path(json));
        return PurgeTree{std::move(path)};
    }
    Result<Action> operator()(const PurgeAccount&) const {
        auto [id, value] = TRY(read_resource<state::Account>(json["resource"]));
        return PurgeAccount{std::move(value)};
    }
};

template <size_t... Index>
Action empty_action(size_t index, std::index_sequence<Index...>) {
    using Make = Action (*)();
    constexpr std::array<Make, sizeof...(Index)> makers = {
        [] { return Action(std::in_place_type<std::variant_alternative_t<Index, Action>>); }...};
    return makers.at(index)();
}

}  // namespace

Json action_to_json(const Action& action) {
    JsonObject object = {{"deed", deeds.at(action.index())}};
    std::visit(Writer{object}, action);
    return object;
}

Result<Action> action_from_json(const Json& json) {
    const size_t deed = TRY(read_name(json, "deed", deeds));
    return std::visit(Reader{json}, empty_action(deed, std::make_index_sequence<std::variant_size_v<Action>>()));
}

}  // namespace nagaya::plan
