// What every file means without saying it.
#include <algorithm>

#include "base/text.hpp"
#include "compose/canonical.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

class Normaliser {
public:
    Normaliser(std::string_view project, const Environment& environment, Texts& texts)
        : project_(project), environment_(environment), texts_(texts) {}

    void file(Value& file) {
        file.set("name", Value::of_text(project_, file.at));
        networks(file);
        if (auto* services = file.find("services"))
            for (auto& entry : services->entries)
                if (entry.value.is_mapping()) service(entry.value);
        for (const auto kind : {"networks", "volumes", "configs", "secrets"})
            if (auto* resources = file.find(kind)) name_resources(*resources);
    }

private:
    static void networks(Value& file) {
        bool used = false;
        auto* services = file.find("services");
        if (services != nullptr) {
            for (auto& entry : services->entries) {
                Value& service = entry.value;
                if (!service.is_mapping() || service.find("provider") != nullptr ||
                    service.find("network_mode") != nullptr)
                    continue;
                auto* networks = service.find("networks");
                if (networks != nullptr && networks->is_broken()) continue;
                if (networks == nullptr || networks->entries.empty()) {
                    Value made = Value::of_mapping(networks != nullptr ? networks->at : entry.key_at);
                    made.set("default", Value::of_null(made.at));
                    networks = &service.set("networks", std::move(made));
                }
                used = used || networks->find("default") != nullptr;
            }
        }
        if (!used) return;
        auto* networks = file.find("networks");
        if (networks == nullptr || !networks->is_mapping())
            networks = &file.set("networks", Value::of_mapping(file.at));
        networks->set_default("default", Value::of_null(file.at));
    }

    void service(Value& service) {
        if (auto* policy = service.find("pull_policy"); policy != nullptr && policy->text == "if_not_present")
            policy->text = "missing";
        if (auto* build = service.find("build"); build != nullptr && build->is_mapping()) {
            build->set_default("context", Value::of_text(".", build->at));
            if (build->find("dockerfile_inline") == nullptr)
                build->set_default("dockerfile", Value::of_text("Dockerfile", build->at));
            if (auto* arguments = build->find("args")) resolve(*arguments, false);
        }
        if (auto* variables = service.find("environment")) resolve(*variables, true);
        if (auto* volumes = service.find("volumes"))
            for (auto& item : volumes->items)
                if (auto* target = item.find("target"); target != nullptr && target->is_text())
                    target->text = texts_.keep(clean_path(target->text));
        dependencies(service);
    }

    void dependencies(Value& service) {
        auto* there = service.find("depends_on");
        if (there != nullptr && !there->is_mapping()) return;
        Value made = there != nullptr ? *there : Value::of_mapping(service.at);
        auto imply = [&](std::string_view name, Span at, bool restart) {
            if (made.find(name) != nullptr) return;
            Value dependency = Value::of_mapping(at);
            dependency.set("condition", Value::of_text("service_started", at));
            dependency.set("restart", Value::of_bool(restart, at));
            dependency.set("required", Value::of_bool(true, at));
            made.entries.push_back({name, at, std::move(dependency)});
        };
        if (const auto* links = service.find("links"))
            for (const auto& link : links->items) {
                const auto parts = split(link.text, ':');
                if (link.is_text()) imply(parts.size() == 2 ? parts[0] : link.text, link.at, true);
            }
        for (const auto key : {"network_mode", "ipc", "pid", "uts", "cgroup"})
            if (const auto* value = service.find(key); value != nullptr && value->text.starts_with("service:"))
                imply(value->text.substr(8), value->at, true);
        if (const auto* others = service.find("volumes_from"))
            for (const auto& other : others->items)
                if (other.is_text() && !other.text.starts_with("container:"))
                    imply(other.text.substr(0, other.text.find(':')), other.at, false);
        if (!made.entries.empty()) service.set("depends_on", std::move(made));
    }

    /// Gives names without a value the environment's; without one they stay, or go.
    void resolve(Value& value, bool keep) {
        for (auto& entry : value.entries)
            if (const auto found = environment_.find(entry.key); entry.value.is_null() && found != environment_.end())
                entry.value = Value::of_text(found->second, entry.value.at);
        if (!keep) std::erase_if(value.entries, [](const Entry& entry) { return entry.value.is_null(); });
        for (auto& item : value.items)
            if (item.is_text() && !item.text.contains('='))
                if (const auto found = environment_.find(item.text); found != environment_.end())
                    item.text = texts_.keep(concat(item.text, "=", found->second));
        if (!keep)
            std::erase_if(value.items, [](const Value& item) { return item.is_text() && !item.text.contains('='); });
    }

    void name_resources(Value& resources) {
        for (auto& entry : resources.entries) {
            if (entry.value.is_null()) entry.value = Value::of_mapping(entry.value.at);
            if (!entry.value.is_mapping()) continue;
            const auto* name = entry.value.find("name");
            if (name != nullptr && !name->is_null()) continue;
            const auto* external = entry.value.find("external");
            const bool outside = external != nullptr && external->is_true();
            entry.value.set("name", Value::of_text(outside ? entry.key : texts_.keep(concat(project_, "_", entry.key)),
                                                   entry.key_at));
        }
    }

    std::string_view project_;
    const Environment& environment_;
    Texts& texts_;
};

}  // namespace

void normalise(Value& file, std::string_view project, const Environment& environment, Texts& texts) {
    Normaliser(project, environment, texts).file(file);
}

}  // namespace nagaya::compose
