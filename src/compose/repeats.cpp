// Lists whose entries have a key: the later entry takes the place of the earlier.
#include <array>
#include <unordered_map>

#include "base/text.hpp"
#include "compose/merge.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

enum class By { name, mount, device, config, secret, port, exposed, path };

struct Rule {
    std::string_view first;
    std::string_view second;  // "" or the key below
    By by;
};
constexpr std::array<Rule, 23> service_rules{
    {{"annotations", "", By::name},  {"build", "args", By::name},   {"build", "additional_contexts", By::name},
     {"build", "tags", By::name},    {"build", "labels", By::name}, {"cap_add", "", By::name},
     {"cap_drop", "", By::name},     {"devices", "", By::device},   {"configs", "", By::config},
     {"deploy", "labels", By::name}, {"dns", "", By::name},         {"dns_opt", "", By::name},
     {"dns_search", "", By::name},   {"environment", "", By::name}, {"env_file", "", By::path},
     {"expose", "", By::exposed},    {"labels", "", By::name},      {"links", "", By::name},
     {"ports", "", By::port},        {"profiles", "", By::name},    {"secrets", "", By::secret},
     {"sysctls", "", By::name},      {"tmpfs", "", By::name}}};

class Dropper {
public:
    explicit Dropper(Report& report) : report_(report) {}

    void file(Value& file) {
        if (Value* services = file.find("services"))
            for (auto& entry : services->entries) service(entry.value);
        if (Value* networks = file.find("networks")) {
            for (auto& entry : networks->entries) {
                list(entry.value.find("labels"), By::name);
                if (Value* ipam = entry.value.find("ipam")) list(ipam->find("options"), By::name);
            }
        }
    }

private:
    void service(Value& service) {
        for (auto& entry : service.entries) {
            if (entry.key == "volumes") {
                list(&entry.value, By::mount);
            } else if (entry.key == "networks") {
                for (auto& network : entry.value.entries) {
                    list(network.value.find("aliases"), By::name);
                    list(network.value.find("link_local_ips"), By::name);
                }
            } else {
                for (const auto& rule : service_rules)
                    if (rule.first == entry.key)
                        list(rule.second.empty() ? &entry.value : entry.value.find(rule.second), rule.by);
            }
        }
    }

    void list(Value* value, By by) {
        if (value == nullptr || !value->is_sequence() || value->items.size() < 1) return;
        std::unordered_map<std::string, size_t> places;
        std::vector<Value> kept;
        kept.reserve(value->items.size());
        for (auto& item : value->items) {
            auto key = item.is_broken() ? std::nullopt : key_of(item, by);
            if (!key) {
                kept.push_back(std::move(item));
                continue;
            }
            const auto [there, fresh] = places.emplace(std::move(*key), kept.size());
            if (fresh)
                kept.push_back(std::move(item));
            else
                kept[there->second] = std::move(item);
        }
        value->items = std::move(kept);
    }

    /// What the entry is about, or nothing when it cannot be told (which is reported here or by the check of the shape).
    std::optional<std::string> key_of(Value& item, By by) {
        switch (by) {
            case By::name:
                if (!item.is_text()) return std::nullopt;
                return std::string(item.text.substr(0, item.text.find('=')));
            case By::mount: return mount(item);
            case By::device: return device(item);
            case By::config: return file_mount(item, "");
            case By::secret: return file_mount(item, "/run/secrets");
            case By::port: return port(item);
            case By::exposed:
                if (item.is_text() || item.is_integer()) return print_scalar(item);
                if (item.kind == Value::Kind::real) fail(item, concat("`", print_scalar(item), "` is not a port"));
                return std::nullopt;
            case By::path:
                if (item.is_text()) return std::string(item.text);
                if (const auto path = item.text_of("path"); !path.empty()) return std::string(path);
                return std::nullopt;
        }
        return std::nullopt;
    }

    std::optional<std::string> mount(Value& item) {
        if (item.is_mapping()) return target(item, "the mount has no `target`");
        if (!item.is_text()) return std::nullopt;
        Mount mount = parse_mount(item.text);
        if (mount.error.empty()) return std::string(mount.target);
        fail(item, concat("`", visible(item.text), "` is not a mount: ", mount.error));
        return std::nullopt;
    }

    std::optional<std::string> device(Value& item) {
        if (item.is_mapping()) return target(item, "the device has no `target`");
        if (!item.is_text()) return std::nullopt;
        const auto pieces = split(item.text, ':');
        return std::string(pieces.size() == 1 ? pieces[0] : pieces[1]);
    }

    std::optional<std::string> target(Value& item, std::string_view message) {
        const Value* target = item.find("target");
        if (target != nullptr && target->is_text()) return std::string(target->text);
        fail(item, std::string(message));
        return std::nullopt;
    }

    static std::optional<std::string> file_mount(const Value& item, std::string_view directory) {
        if (item.is_text()) return concat(directory, "/", item.text);
        if (const auto target = item.text_of("target"); !target.empty()) return std::string(target);
        return concat(directory, "/", item.text_of("source"));
    }

    std::optional<std::string> port(Value& item) {
        if (item.is_text() || item.is_integer()) return print_scalar(item);
        if (!item.is_mapping()) return std::nullopt;
        const Value* target = item.find("target");
        if (target == nullptr) {
            fail(item, "the port has no `target`");
            return std::nullopt;
        }
        auto part = [&](std::string_view key, std::string_view otherwise) {
            const Value* value = item.find(key);
            // The reference takes 80 and "80" for two ports.
            return value == nullptr ? std::string(otherwise)
                                    : concat(value->is_text() ? "" : "#", print_scalar(*value));
        };
        return concat(part("host_ip", "0.0.0.0"), ":", part("published", ""), ":", part("target", ""), "/",
                      part("protocol", "tcp"));
    }

    void fail(Value& item, std::string message) {
        report_.add({.code = "compose-value", .message = std::move(message), .at = item.at});
        item.kind = Value::Kind::broken;
    }

    Report& report_;
};

}  // namespace

void drop_repeats(Value& file, Report& report) { Dropper(report).file(file); }

}  // namespace nagaya::compose
