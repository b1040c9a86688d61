#include "compose/canonical.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

constexpr size_t most_ports = 150'000;  // all of TCP and UDP

class Canonical {
public:
    Canonical(bool literal, Texts& texts, Report& report) : literal_(literal), texts_(texts), report_(report) {}

    void file(Value& file) {
        if (Value* services = file.find("services"))
            for (auto& entry : services->entries) service(entry.value, entry.key);
        for (const auto kind : {"volumes", "networks", "secrets", "configs"})
            if (Value* resources = file.find(kind))
                for (auto& entry : resources->entries) external(entry.value);
    }

private:
    void service(Value& service, std::string_view name) {
        for (auto& entry : service.entries) {
            Value& value = entry.value;
            const std::string_view key = entry.key;
            if (value.is_broken()) continue;
            if (key == "build")
                build(value, name);
            else if (key == "depends_on")
                depends_on(value);
            else if (key == "env_file")
                env_files(value);
            else if (key == "label_file")
                as_list(value);
            else if (key == "dns")
                dns(value);
            else if (key == "extends")
                wrap(value, "service");
            else if (key == "gpus")
                gpus(value);
            else if (key == "networks" || key == "models")
                as_names(value);
            else if (key == "volumes")
                each(value, [&](Value& item) { mount(item); });
            else if (key == "devices")
                each(value, [&](Value& item) { device(item); });
            else if (key == "secrets" || key == "configs")
                each(value, [&](Value& item) { wrap(item, "source"); });
            else if (key == "ports")
                ports(value);
            else if (key == "ulimits")
                limits(value);
            else if (key == "develop")
                develop(value);
        }
    }

    template <class Change>
    static void each(Value& value, Change change) {
        for (auto& item : value.items)
            if (!item.is_broken()) change(item);
    }

    /// A text becomes a mapping with that text under `key`.
    static void wrap(Value& value, std::string_view key) {
        if (!value.is_text()) return;
        Value made = Value::of_mapping(value.at);
        made.set(key, std::move(value));
        value = std::move(made);
    }

    static void as_list(Value& value) {
        if (!value.is_text()) return;
        Value made = Value::of_sequence(value.at);
        made.items.push_back(std::move(value));
        value = std::move(made);
    }

    static void as_names(Value& value) {
        if (!value.is_sequence()) return;
        Value made = Value::of_mapping(value.at);
        for (const auto& item : value.items)
            if (item.is_text() && made.find(item.text) == nullptr)
                made.entries.push_back({item.text, item.at, Value::of_null(item.at)});
        value = std::move(made);
    }

    static void dns(Value& value) {
        as_list(value);
        std::erase_if(value.items,
                      [](const Value& item) { return item.is_null() || (item.is_text() && item.text.empty()); });
    }

    void build(Value& value, std::string_view) {
        wrap(value, "context");
        for (auto& entry : value.entries) {
            if (entry.value.is_broken()) continue;
            if (entry.key == "secrets")
                each(entry.value, [](Value& item) { wrap(item, "source"); });
            else if (entry.key == "provenance" || entry.key == "sbom")
                entry.value = entry.value.is_text()
                                  ? entry.value
                                  : Value::of_text(texts_.keep(print_scalar(entry.value)), entry.value.at);
            else if (entry.key == "additional_contexts")
                contexts(entry.value);
            else if (entry.key == "ssh")
                ssh(entry.value);
            else if (entry.key == "ulimits")
                limits(entry.value);
        }
    }

    void contexts(Value& value) {
        if (!value.is_sequence()) return;
        Value made = Value::of_mapping(value.at);
        for (const auto& item : value.items) {
            const size_t sign = item.text.find('=');
            if (sign == std::string_view::npos) {
                if (literal_) return;
                fail(item, concat("`", visible(item.text), "` is not `name=context`"));
                continue;
            }
            made.set(item.text.substr(0, sign), Value::of_text(item.text.substr(sign + 1), item.at));
        }
        value = std::move(made);
    }

    void ssh(Value& value) {
        if (!value.is_sequence()) return;
        Value made = Value::of_mapping(value.at);
        for (const auto& item : value.items) {
            const size_t sign = item.text.find('=');
            if (sign == std::string_view::npos && item.text != "default")
                fail(item, concat("`", visible(item.text), "` is neither `default` nor `id=path`"));
            else
                made.set(item.text.substr(0, sign), sign == std::string_view::npos
                                                        ? Value::of_null(item.at)
                                                        : Value::of_text(item.text.substr(sign + 1), item.at));
        }
        value = std::move(made);
    }

    void limits(Value& value) {
        for (auto& entry : value.entries)
            if (!entry.value.is_integer() && !entry.value.is_mapping() && !entry.value.is_broken())
                fail(entry.value, concat("the limit `", visible(entry.key), "` is a ", kind_name(entry.value.kind),
                                         ", not an integer or a mapping"));
    }

    static void depends_on(Value& value) {
        as_names(value);
        for (auto& entry : value.entries) {
            if (entry.value.is_null()) {
                const Span at = entry.value.at;
                entry.value = Value::of_mapping(at);
            }
            if (!entry.value.is_mapping()) continue;
            entry.value.set_default("condition", Value::of_text("service_started", entry.value.at));
            entry.value.set_default("required", Value::of_bool(true, entry.value.at));
        }
    }

    static void env_files(Value& value) {
        as_list(value);
        each(value, [](Value& item) {
            wrap(item, "path");
            if (item.is_mapping()) item.set_default("required", Value::of_bool(true, item.at));
        });
    }

    static void gpus(Value& value) {
        if (!value.is_text()) return;
        Value made = Value::of_sequence(value.at);
        auto& all = made.items.emplace_back(Value::of_mapping(value.at));
        all.set("count", Value::of_text("all", value.at));
        value = std::move(made);
    }

    void mount(Value& item) {
        if (!item.is_text()) return;
        const Mount mount = parse_mount(item.text);
        if (!mount.error.empty()) {
            if (!literal_) fail(item, concat("`", visible(item.text), "` is not a mount: ", mount.error));
            return;
        }
        const Span at = item.at;
        for (const auto option : mount.ignored)
            if (option != "cached" && option != "delegated" && option != "consistent")
                report_.add(
                    {.code = "compose-loss",
                     .severity = Severity::warning,
                     .message = concat("Compose has no option `", visible(option), "` of a mount: it is left out"),
                     .at = at,
                     .help =
                         option == "U" ? "name the `owner` of the directory under `[[data]]` in service.toml" : ""});
        Value made = Value::of_mapping(at);
        made.set("type", Value::of_text(mount.bind ? "bind" : "volume", at));
        if (!mount.source.empty()) made.set("source", Value::of_text(mount.source, at));
        if (!mount.target.empty()) made.set("target", Value::of_text(texts_.keep(clean_path(mount.target)), at));
        if (mount.read_only) made.set("read_only", Value::of_bool(true, at));
        if (mount.bind || !mount.selinux.empty() || !mount.propagation.empty()) {
            Value& bind = made.set("bind", Value::of_mapping(at));
            if (!mount.selinux.empty()) bind.set("selinux", Value::of_text(mount.selinux, at));
            if (!mount.propagation.empty()) bind.set("propagation", Value::of_text(mount.propagation, at));
            if (mount.bind) bind.set("create_host_path", Value::of_bool(true, at));
        }
        if (mount.nocopy || (!mount.bind && item.text.size() > 2)) {
            Value& volume = made.set("volume", Value::of_mapping(at));
            if (mount.nocopy) volume.set("nocopy", Value::of_bool(true, at));
        }
        item = std::move(made);
    }

    void device(Value& item) {
        if (!item.is_text()) return;
        const auto parts = split(item.text, ':');
        if (parts.size() > 3 && !literal_)
            return fail(item, concat("`", visible(item.text), "` has too many colons for a device"));
        const Span at = item.at;
        Value made = Value::of_mapping(at);
        const auto source = parts.size() > 3 ? std::string_view{} : parts[0];
        made.set("source", Value::of_text(source, at));
        made.set("target",
                 Value::of_text(parts.size() < 2 || parts.size() > 3 || parts[1].empty() ? source : parts[1], at));
        made.set("permissions", Value::of_text(parts.size() == 3 ? parts[2] : "rwm", at));
        item = std::move(made);
    }

    void ports(Value& value) {
        std::vector<Value> made;
        for (auto& item : value.items) {
            if (item.is_mapping() || item.is_broken()) {
                made.push_back(std::move(item));
                continue;
            }
            if (!item.is_text() && !item.is_integer()) {
                fail(item, concat("a port is a ", kind_name(item.kind)));
                continue;
            }
            const Ports read = parse_port(print_scalar(item));
            if (!read.error.empty()) {
                if (literal_) return;
                fail(item, concat("`", visible(print_scalar(item)), "` is not a port: ", read.error));
                continue;
            }
            if (read.ports.size() > ports_left_) {
                fail(item, concat("the ranges come to more than ", most_ports, " ports"));
                continue;
            }
            ports_left_ -= read.ports.size();
            for (const auto& port : read.ports) made.push_back(as_value(port, item.at));
        }
        value.items = std::move(made);
    }

    Value as_value(const Port& port, Span at) {
        Value made = Value::of_mapping(at);
        made.set("mode", Value::of_text("ingress", at));
        if (!port.host_ip.empty()) made.set("host_ip", Value::of_text(texts_.keep(port.host_ip), at));
        if (port.target != 0) made.set("target", Value::of_integer(port.target, at));
        if (!port.published.empty()) made.set("published", Value::of_text(texts_.keep(port.published), at));
        made.set("protocol", Value::of_text(texts_.keep(port.protocol), at));
        return made;
    }

    static void develop(Value& value) {
        if (Value* watch = value.find("watch"))
            for (auto& item : watch->items)
                for (auto& entry : item.entries)
                    if (entry.key == "ignore" || entry.key == "include") as_list(entry.value);
    }

    /// `external: {name: x}`, which older files have.
    void external(Value& resource) {
        Value* external = resource.find("external");
        if (external == nullptr || !external->is_mapping()) return;
        const Value* name = external->find("name");
        if (name != nullptr) {
            report_.add({.code = "compose-external-name",
                         .severity = Severity::warning,
                         .message = "`external.name` is the old way to name what exists already",
                         .at = external->at,
                         .help = "write `name:` beside `external: true`"});
            const Value* own = resource.find("name");
            if (own != nullptr && !same(*own, *name)) return fail(*external, "`name` and `external.name` differ");
            resource.set_default("name", *name);
            external = resource.find("external");
        }
        *external = Value::of_bool(true, external->at);
    }

    void fail(const Value& value, std::string message) {
        report_.add({.code = "compose-value", .message = std::move(message), .at = value.at});
        const_cast<Value&>(value).kind = Value::Kind::broken;
    }

    bool literal_;
    size_t ports_left_ = most_ports;  // of all services: a range is short to write
    Texts& texts_;
    Report& report_;
};

}  // namespace

void make_canonical(Value& file, bool literal, Texts& texts, Report& report) {
    Canonical(literal, texts, report).file(file);
}

}  // namespace nagaya::compose
