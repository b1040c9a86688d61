// Defaults, checks of values, paths: what comes when all files are merged.
#include <array>

#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "compose/canonical.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

/// Calls `act` for every service of the file.
template <class File, class Act>
void each_service(File& file, Act act) {
    if (auto* services = file.find("services"))
        for (auto& entry : services->entries)
            if (entry.value.is_mapping()) act(entry.value, entry.key);
}

template <class ValueType>
ValueType* below(ValueType& value, std::initializer_list<std::string_view> keys) {
    ValueType* at = &value;
    for (const auto key : keys)
        if (at != nullptr) at = at->find(key);
    return at;
}

void default_count(Value* requests) {
    if (requests == nullptr) return;
    for (auto& request : requests->items)
        if (request.is_mapping() && request.find("count") == nullptr && request.find("device_ids") == nullptr)
            request.set("count", Value::of_text("all", request.at));
}

class Checker {
public:
    explicit Checker(Report& report) : report_(report) {}

    void file(const Value& file) {
        each_service(file, [&](const Value& service, std::string_view) { this->service(service); });
        if (const auto* volumes = file.find("volumes"))
            for (const auto& entry : volumes->entries) external(entry);
        if (const auto* configs = file.find("configs"))
            for (const auto& entry : configs->entries) source(entry, {"file", "environment", "content"});
        if (const auto* secrets = file.find("secrets"))
            for (const auto& entry : secrets->entries) source(entry, {"file", "environment"});
    }

private:
    void service(const Value& service) {
        if (const auto* ports = service.find("ports"))
            for (const auto& port : ports->items) {
                const auto* ip = port.find("host_ip");
                if (ip != nullptr && ip->is_text() && !is_ip_address(ip->text))
                    fail(*ip, concat("`", visible(ip->text), "` is not an address"));
            }
        if (const auto* watch = below(service, {"develop", "watch"}))
            for (const auto& item : watch->items) {
                const auto* path = item.find("path");
                if (path != nullptr && path->is_text() && path->text.empty()) fail(*path, "a watched path is empty");
            }
        devices(below(service, {"deploy", "resources", "reservations", "devices"}));
        devices(service.find("gpus"));
    }

    void devices(const Value* requests) {
        if (requests == nullptr) return;
        for (const auto& request : requests->items)
            if (request.find("count") != nullptr && request.find("device_ids") != nullptr)
                fail(request, "`count` and `device_ids` exclude each other");
    }

    void external(const Entry& entry) {
        const auto* external = entry.value.find("external");
        if (external == nullptr || !external->is_true()) return;
        for (const auto& other : entry.value.entries)
            if (other.key != "name" && other.key != "external" && !other.key.starts_with("x-"))
                report_.add({.code = "compose-value",
                             .message = concat("volume `", visible(entry.key), "` is external, and has `",
                                               visible(other.key), "`"),
                             .at = other.key_at,
                             .labels = {{.at = external->at, .message = "external here"}}});
    }

    void source(const Entry& entry, std::initializer_list<std::string_view> keys) {
        if (!entry.value.is_mapping()) return;
        size_t count = 0;
        for (const auto key : keys) count += entry.value.find(key) != nullptr ? 1 : 0;
        const std::string list = join(std::vector<std::string>(keys.begin(), keys.end()), "`, `");
        if (count > 1)
            fail(entry.value, concat("`", visible(entry.key), "` has more than one of `", list, "`"));
        else if (count == 0 && entry.value.find("driver") == nullptr && entry.value.find("external") == nullptr)
            fail(entry.value, concat("`", visible(entry.key), "` has none of `", list, "`"));
    }

    void fail(const Value& value, std::string message) {
        report_.add({.code = "compose-value", .message = std::move(message), .at = value.at});
    }

    Report& report_;
};

class Resolver {
public:
    Resolver(std::string_view base, std::string_view home, Texts& texts, Report& report)
        : base_(base), home_(home), texts_(texts), report_(report) {}

    void file(Value& file) {
        each_service(file, [&](Value& service, std::string_view) { this->service(service); });
        for (const auto kind : {"configs", "secrets"})
            if (auto* resources = file.find(kind))
                for (auto& entry : resources->entries) unix_path(entry.value.find("file"));
        if (auto* volumes = file.find("volumes"))
            for (auto& entry : volumes->entries) volume(entry.value);
    }

private:
    void service(Value& service) {
        if (auto* build = service.find("build")) {
            context(build->find("context"));
            if (auto* contexts = build->find("additional_contexts"))
                for (auto& entry : contexts->entries) context(&entry.value);
            if (auto* ssh = build->find("ssh"))
                for (auto& entry : ssh->entries) unix_path(&entry.value);
        }
        if (auto* files = service.find("env_file"))
            for (auto& item : files->items) path(item.find("path"));
        if (auto* files = service.find("label_file"))
            for (auto& item : files->items) path(&item);
        if (auto* watch = below(service, {"develop", "watch"}))
            for (auto& item : watch->items) path(item.find("path"));
        if (auto* extends = service.find("extends")) path(extends->find("file"));
        if (auto* volumes = service.find("volumes"))
            for (auto& item : volumes->items) mount(item);
    }

    std::string expand(std::string_view text) const {
        if (!text.starts_with('~')) return std::string(text);
        return clean_path(concat(home_, "/", text.substr(1)));
    }

    void set(Value& value, std::string text) {
        if (text != value.text) value.text = texts_.keep(std::move(text));
    }

    void path(Value* value) {
        if (value != nullptr && value->is_text() && !value->text.empty())
            set(*value, join_path(base_, expand(value->text)));
    }

    void context(Value* value) {
        if (value == nullptr || !value->is_text()) return;
        const std::string_view text = value->text;
        if (text.contains("://") || text.starts_with("service:")) return;
        for (const auto remote : {"https://", "http://", "git://", "ssh://", "github.com/", "git@"})
            if (text.starts_with(remote)) return;
        path(value);
    }

    void unix_path(Value* value) {
        if (value == nullptr || !value->is_text()) return;
        const std::string text = expand(value->text);
        set(*value, is_windows_path(text) ? text : join_path(base_, text));
    }

    void mount(Value& item) {
        if (!item.is_mapping() || item.text_of("type") != "bind") return;
        if (auto* source = item.find("source")) return unix_path(source);
        report_.add({.code = "compose-value", .message = "a bind mount has no `source`", .at = item.at});
        item.kind = Value::Kind::broken;
    }

    void volume(Value& volume) {
        auto* options = volume.find("driver_opts");
        if (volume.text_of("driver") != "local" || options == nullptr || options->text_of("o") != "bind") return;
        unix_path(options->find("device"));
    }

    std::string_view base_;
    std::string_view home_;
    Texts& texts_;
    Report& report_;
};

}  // namespace

void set_defaults(Value& file, Texts& texts) {
    each_service(file, [&](Value& service, std::string_view) {
        if (auto* build = service.find("build"); build != nullptr && build->is_mapping())
            build->set_default("context", Value::of_text(".", build->at));
        if (auto* secrets = service.find("secrets"))
            for (auto& item : secrets->items)
                if (item.is_mapping() && item.find("target") == nullptr)
                    item.set("target",
                             Value::of_text(texts.keep(concat("/run/secrets/", item.text_of("source"))), item.at));
        if (auto* ports = service.find("ports"))
            for (auto& item : ports->items)
                if (item.is_mapping()) {
                    item.set_default("protocol", Value::of_text("tcp", item.at));
                    item.set_default("mode", Value::of_text("ingress", item.at));
                }
        default_count(below(service, {"deploy", "resources", "reservations", "devices"}));
        default_count(service.find("gpus"));
    });
}

void check_values(const Value& file, Report& report) { Checker(report).file(file); }

void resolve_paths(Value& file, std::string_view base, std::string_view home, Texts& texts, Report& report) {
    Resolver(base, home, texts, report).file(file);
}

void resolve_environment(Value& file, const Environment& environment, Texts& texts) {
    each_service(file, [&](Value& service, std::string_view) {
        auto* variables = service.find("environment");
        if (variables == nullptr || !variables->is_sequence()) return;
        for (auto& item : variables->items)
            if (const auto found = environment.find(item.text); item.is_text() && found != environment.end())
                item.text = texts.keep(concat(item.text, "=", found->second));
    });
}

}  // namespace nagaya::compose
