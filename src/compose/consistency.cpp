#include "compose/consistency.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"

namespace nagaya::compose {

namespace {

constexpr std::string_view code = "compose-reference";

using Names = std::unordered_map<std::string_view, const Value*>;

Names names_of(const Value& file, std::string_view kind) {
    Names names;
    if (const auto* found = file.find(kind))
        for (const auto& entry : found->entries) names.emplace(entry.key, &entry.value);
    return names;
}

const Value* below(const Value& value, std::initializer_list<std::string_view> keys) {
    const Value* at = &value;
    for (const auto key : keys)
        if (at != nullptr) at = at->find(key);
    return at;
}

class Checker {
public:
    Checker(const Value& file, const Value& disabled, Report& report)
        : services_(names_of(file, "services")),
          networks_(names_of(file, "networks")),
          volumes_(names_of(file, "volumes")),
          secrets_(names_of(file, "secrets")),
          configs_(names_of(file, "configs")),
          models_(names_of(file, "models")),
          report_(report) {
        for (const auto& entry : disabled.entries) disabled_.insert(entry.key);
    }

    void run(const Value& file) {
        whole_ = !report_.has_errors();
        if (const auto* services = file.find("services")) {
            for (const auto& entry : services->entries) service(entry);
            container_names(*services);
            cycles(*services);
        }
        for (const auto& [name, secret] : secrets_)
            if (const auto* external = secret->find("external"); external == nullptr || !external->is_true())
                if (secret->text_of("file").empty() && secret->text_of("environment").empty())
                    fail(secret->at, concat("the secret `", visible(name), "` has neither `file` nor `environment`"));
    }

private:
    void service(const Entry& entry) {
        const Value& service = entry.value;
        const std::string name = visible(entry.key);
        const Value* build = service.find("build");
        // A file that could not be taken whole may well have said so.
        if (build == nullptr && service.find("image") == nullptr && service.find("provider") == nullptr && whole_)
            report_.add(
                {.code = code,
                 .message = concat("service `", name, "` has neither `image` nor `build`"),
                 .at = entry.key_at,
                 .help = "a file that changes another one is read together with it: `-f compose.yaml -f this.yaml`"});
        if (build != nullptr) this->build(service, *build, name);
        references(service, name);
        dependencies(service, name);
        if (const auto* test = below(service, {"healthcheck", "test"});
            test != nullptr && !test->items.empty() && test->items[0].text != "CMD" &&
            test->items[0].text != "CMD-SHELL" && test->items[0].text != "NONE")
            fail(test->at, "a health check's `test` begins with neither `CMD`, `CMD-SHELL` nor `NONE`");
        limits(service, name);
        mounts(service);
        if (const auto* watch = below(service, {"develop", "watch"}))
            for (const auto& item : watch->items)
                if (item.text_of("target").empty() && item.text_of("action") != "rebuild" &&
                    item.text_of("action") != "restart")
                    fail(item.at, "a watched path that is synchronised has no `target`");
    }

    void build(const Value& service, const Value& build, std::string_view name) {
        if (build.find("dockerfile") != nullptr && build.find("dockerfile_inline") != nullptr)
            fail(build.at, concat("service `", name, "` has both `dockerfile` and `dockerfile_inline`"));
        if (const auto* contexts = build.find("additional_contexts"))
            for (const auto& entry : contexts->entries) {
                if (!entry.value.text.starts_with("service:")) continue;
                const auto other = services_.find(entry.value.text.substr(8));
                if (other == services_.end() || other->second->find("build") == nullptr)
                    fail(entry.value.at,
                         concat("`", visible(entry.value.text.substr(8)), "` is no service that is built"));
            }
        const auto* platforms = build.find("platforms");
        const auto platform = service.text_of("platform");
        if (platforms != nullptr && !platform.empty() &&
            std::ranges::none_of(platforms->items, [&](const Value& item) { return item.text == platform; }))
            fail(platforms->at,
                 concat("the platforms to build for do not have the service's, `", visible(platform), "`"));
        if (const auto* secrets = build.find("secrets"))
            for (const auto& item : secrets->items) known(item.at, item.text_of("source"), secrets_, "secret", name);
    }

    void references(const Value& service, std::string_view name) {
        const auto* networks = service.find("networks");
        if (const auto* mode = service.find("network_mode"); mode != nullptr && networks != nullptr)
            report_.add({.code = code,
                         .message = concat("service `", name, "` has both `network_mode` and `networks`"),
                         .at = mode->at,
                         .labels = {{.at = networks->at, .message = "networks here"}}});
        if (networks != nullptr)
            for (const auto& entry : networks->entries) known(entry.key_at, entry.key, networks_, "network", name);
        if (const auto* volumes = service.find("volumes"))
            for (const auto& item : volumes->items)
                if (item.text_of("type") == "volume" && !item.text_of("source").empty())
                    known(item.at, item.text_of("source"), volumes_, "volume", name);
        if (const auto* configs = service.find("configs"))
            for (const auto& item : configs->items) known(item.at, item.text_of("source"), configs_, "config", name);
        if (const auto* secrets = service.find("secrets"))
            for (const auto& item : secrets->items) known(item.at, item.text_of("source"), secrets_, "secret", name);
        if (const auto* models = service.find("models"))
            for (const auto& entry : models->entries) known(entry.key_at, entry.key, models_, "model", name);
    }

    void known(Span at, std::string_view wanted, const Names& names, std::string_view kind, std::string_view service) {
        if (names.contains(wanted)) return;
        report_.add({.code = code,
                     .message = concat("service `", service, "` uses the ", kind, " `", visible(wanted),
                                       "`, which the file does not have"),
                     .at = at,
                     .help = concat("add `", visible(wanted), ":` below `", kind, "s:` at the top of the file")});
    }

    void dependencies(const Value& service, std::string_view name) {
        const auto* dependencies = service.find("depends_on");
        if (dependencies == nullptr) return;
        for (const auto& entry : dependencies->entries) {
            if (services_.contains(entry.key)) continue;
            const bool disabled = disabled_.contains(entry.key);
            const auto* required = entry.value.find("required");
            if (disabled && required != nullptr && !required->is_true()) continue;
            report_.add({.code = code,
                         .message = concat("service `", name, "` depends on `", visible(entry.key),
                                           disabled ? "`, which no active profile has" : "`, which is not a service"),
                         .at = entry.key_at,
                         .help = disabled ? "make the profile active, or write `required: false`" : ""});
        }
    }

    /// The same limit said twice, in the old place and the new one.
    void limits(const Value& service, std::string_view name) {
        const auto* scale = service.find("scale");
        const auto* replicas = below(service, {"deploy", "replicas"});
        if (scale != nullptr && replicas != nullptr && scale->number != replicas->number)
            fail(scale->at, concat("`scale` and `deploy.replicas` of service `", name, "` differ"));
        const auto* count = scale != nullptr ? scale : replicas;
        if (count != nullptr && count->number < 0)
            fail(count->at, concat("service `", name, "` has less than no containers"));
        if (const auto* own = service.find("container_name"); own != nullptr && count != nullptr && count->number > 1)
            report_.add(
                {.code = code,
                 .message = concat("service `", name, "` has one `container_name` for ", count->number, " containers"),
                 .at = own->at,
                 .labels = {{.at = count->at, .message = "as many here"}}});
        if (service.find("deploy") == nullptr) return;
        const auto* limits = below(service, {"deploy", "resources", "limits"});
        const auto* reservations = below(service, {"deploy", "resources", "reservations"});
        differ(service, "cpus", limits, "cpus", name);
        differ(service, "mem_limit", limits, "memory", name);
        differ(service, "mem_reservation", reservations, "memory", name);
        differ(service, "pids_limit", limits, "pids", name);
    }

    void differ(const Value& service, std::string_view key, const Value* resources, std::string_view other,
                std::string_view name) {
        const auto* one = service.find(key);
        if (one == nullptr || resources == nullptr) return;
        const auto* two = resources->find(other);
        if (two != nullptr && same(*one, *two)) return;
        report_.add({.code = code,
                     .message = concat("`", key, "` of service `", name, "` is not what `deploy.resources` says"),
                     .at = one->at,
                     .labels = {{.at = two != nullptr ? two->at : resources->at, .message = "said here"}}});
    }

    void mounts(const Value& service) {
        std::unordered_map<std::string_view, Span> targets;
        auto add = [&](std::string_view target, Span at) {
            const auto [there, fresh] = targets.emplace(target, at);
            if (!fresh)
                report_.add({.code = code,
                             .message = concat("two things are mounted at `", visible(target), "`"),
                             .at = at,
                             .labels = {{.at = there->second, .message = "the first one"}}});
        };
        if (const auto* tmpfs = service.find("tmpfs"))
            for (const auto& item : tmpfs->items) add(item.text.substr(0, item.text.find(':')), item.at);
        if (const auto* volumes = service.find("volumes"))
            for (const auto& item : volumes->items) add(item.text_of("target"), item.at);
    }

    void container_names(const Value& services) {
        std::unordered_map<std::string_view, Span> names;
        for (const auto& entry : services.entries) {
            const auto* name = entry.value.find("container_name");
            if (name == nullptr) continue;
            const auto [there, fresh] = names.emplace(name->text, name->at);
            if (!fresh)
                report_.add({.code = code,
                             .message = concat("two containers are called `", visible(name->text), "`"),
                             .at = name->at,
                             .labels = {{.at = there->second, .message = "the first one"}}});
        }
    }

    /// Walks the dependencies in depth, without recursion; a service that is open below itself closes a circle.
    void cycles(const Value& services) {
        enum class Mark { open, done };
        std::unordered_map<std::string_view, Mark> marks;
        struct Step {
            const Entry* service;
            size_t next = 0;
        };
        std::unordered_map<std::string_view, const Entry*> by_name;
        for (const auto& entry : services.entries) by_name.emplace(entry.key, &entry);
        for (const auto& entry : services.entries) {
            if (marks.contains(entry.key)) continue;
            std::vector<Step> way{{&entry}};
            marks[entry.key] = Mark::open;
            while (!way.empty()) {
                Step& step = way.back();
                const auto* dependencies = step.service->value.find("depends_on");
                if (dependencies == nullptr || step.next >= dependencies->entries.size()) {
                    marks[step.service->key] = Mark::done;
                    way.pop_back();
                    continue;
                }
                const Entry& dependency = dependencies->entries[step.next++];
                const auto other = by_name.find(dependency.key);
                if (other == by_name.end()) continue;
                const auto mark = marks.find(dependency.key);
                if (mark == marks.end()) {
                    marks[dependency.key] = Mark::open;
                    way.push_back({other->second});
                } else if (mark->second == Mark::open) {
                    std::string circle;
                    bool inside = false;
                    for (const auto& part : way) {
                        inside = inside || part.service->key == dependency.key;
                        if (inside) circle += concat(visible(part.service->key), " → ");
                    }
                    fail(dependency.key_at,
                         concat("services depend on each other in a circle: ", circle, visible(dependency.key)));
                    return;
                }
            }
        }
    }

    void fail(Span at, std::string message) { report_.add({.code = code, .message = std::move(message), .at = at}); }

    Names services_;
    Names networks_;
    Names volumes_;
    Names secrets_;
    Names configs_;
    Names models_;
    std::unordered_set<std::string_view> disabled_;
    Report& report_;
    bool whole_ = true;  // nothing was wrong before
};

}  // namespace

void check_consistency(const Value& file, const Value& disabled, Report& report) {
    Checker(file, disabled, report).run(file);
}

void drop_unused(Value& file) {
    std::map<std::string_view, std::unordered_set<std::string_view>> used;
    if (const auto* services = file.find("services"))
        for (const auto& entry : services->entries) {
            const Value& service = entry.value;
            if (const auto* networks = service.find("networks"))
                for (const auto& network : networks->entries) used["networks"].insert(network.key);
            if (const auto* volumes = service.find("volumes"))
                for (const auto& item : volumes->items)
                    if (item.text_of("type") == "volume") used["volumes"].insert(item.text_of("source"));
            for (const auto kind : {"secrets", "configs"})
                if (const auto* items = service.find(kind))
                    for (const auto& item : items->items) used[kind].insert(item.text_of("source"));
            if (const auto* secrets = below(service, {"build", "secrets"}))
                for (const auto& item : secrets->items) used["secrets"].insert(item.text_of("source"));
            if (const auto* models = service.find("models"))
                for (const auto& model : models->entries) used["models"].insert(model.key);
        }
    for (const auto kind : {"networks", "volumes", "secrets", "configs", "models"}) {
        auto* resources = file.find(kind);
        if (resources == nullptr) continue;
        const auto& names = used[kind];
        std::erase_if(resources->entries, [&](const Entry& entry) { return !names.contains(entry.key); });
        if (resources->entries.empty()) file.erase(kind);
    }
}

}  // namespace nagaya::compose
