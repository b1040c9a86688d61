#include "compose/quadlet.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "compose/quadlet_service.hpp"

namespace nagaya::compose {

const Value* Stack::resource(std::string_view kind, std::string_view name) const {
    const auto all = index.find(kind);
    if (all == index.end()) return nullptr;
    const auto found = all->second.find(name);
    return found != all->second.end() ? found->second : nullptr;
}

const Value* Stack::service(std::string_view name) const { return resource("services", name); }

const Value* Stack::written_scale(std::string_view name) const {
    const auto* found = service(name);
    if (found == nullptr) return nullptr;
    const Value* count = found->find("scale");
    const auto* deploy = found->find("deploy");
    return count != nullptr || deploy == nullptr ? count : deploy->find("replicas");
}

int64_t Stack::scale(std::string_view name) const {
    const auto* found = service(name);
    if (found == nullptr || found->find("provider") != nullptr) return 0;
    const Value* count = written_scale(name);
    return count != nullptr ? std::clamp<int64_t>(count->number, 0, most_containers) : 1;
}

std::string Stack::unit_name(std::string_view service, int64_t number) const {
    std::string unit = project.name == service ? std::string(service) : concat(project.name, "-", service);
    if (scale(service) > 1) unit += concat("-", number);
    return unit;
}

std::string Stack::files_path(std::string_view path) const {
    return options.site ? concat("@@FILES_PATH@@/", path) : concat(project.directory, "/", path);
}

void Stack::lose(Span at, std::string message, std::string help) const {
    report.add({.code = "compose-loss",
                .severity = Severity::warning,
                .message = std::move(message),
                .at = at,
                .help = std::move(help)});
}

void Stack::advise(Span at, std::string message, std::string help) const {
    report.add({.code = "compose-advice",
                .severity = Severity::note,
                .message = std::move(message),
                .at = at,
                .help = std::move(help)});
}

namespace {

/// Which services others wait for, and how.
void find_awaited(Stack& stack, const Value& services) {
    for (const auto& entry : services.entries) {
        const auto* dependencies = entry.value.find("depends_on");
        if (dependencies == nullptr) continue;
        for (const auto& dependency : dependencies->entries) {
            const auto condition = dependency.value.text_of("condition");
            if (condition == "service_healthy") stack.awaited_healthy.insert(dependency.key);
            if (condition == "service_completed_successfully") stack.awaited_finished.insert(dependency.key);
        }
    }
}

/// A service by itself on the network nobody wrote needs no network of its own.
bool stands_alone(const Project& project, const Value& services) {
    if (services.entries.size() != 1) return false;
    const auto* networks = services.entries[0].value.find("networks");
    const auto* written = project.file.find("networks");
    if (networks == nullptr || written == nullptr || services.entries[0].value.find("mac_address") != nullptr)
        return false;
    const auto* usual = written->find("default");
    return networks->entries.size() == 1 && usual != nullptr && networks->entries[0].key == "default" &&
           networks->entries[0].value.is_null() && usual->entries.size() == 1 &&
           usual->text_of("name") == project.name + "_default";
}

/// Which service builds an image that others only name.
void find_builders(Stack& stack, const Value& services) {
    for (const auto& entry : services.entries) {
        const auto* build = entry.value.find("build");
        if (build == nullptr) continue;
        if (const auto image = entry.value.text_of("image"); !image.empty())
            stack.builders.emplace(tagged_image_name(image), entry.key);
        if (const auto* tags = build->find("tags"))
            for (const auto& tag : tags->items) stack.builders.emplace(tagged_image_name(tag.text), entry.key);
    }
    for (const auto& entry : services.entries)
        if (const auto builder = stack.builder_of(entry.value); !builder.empty())
            stack.built_for_others.insert(builder);
}

}  // namespace

bool is_external(const Value& resource) {
    const auto* external = resource.find("external");
    return external != nullptr && external->is_true();
}

namespace {

/// A byte 0 ends an argument and a variable's value, and no unit file can say it: whatever holds one is refused at its place.
bool refuse_zeros(const Value& value, std::string_view key, Report& report) {
    bool found = key.contains('\0') || (value.is_text() && value.text.contains('\0'));
    if (found)
        report.add({.code = "compose-value",
                    .message = concat("`", visible(key), "` holds a byte 0, which no argument and no variable can"),
                    .at = value.at,
                    .help = "leave the byte out, or put the value into a file"});
    for (const auto& entry : value.entries) found |= refuse_zeros(entry.value, entry.key, report);
    for (const auto& item : value.items) found |= refuse_zeros(item, key, report);
    return found;
}

}  // namespace

std::string_view Stack::builder_of(const Value& service) const {
    if (service.find("build") != nullptr) return {};
    const auto found = builders.find(tagged_image_name(service.text_of("image")));
    return found != builders.end() ? found->second : std::string_view{};
}

Quadlets lower_project(const Project& project, const QuadletOptions& options, Report& report) {
    Quadlets made;
    Stack stack{.project = project, .options = options, .report = report, .made = made};
    const auto* services = project.file.find("services");
    if (services == nullptr) return made;
    for (const auto kind : {"services", "networks", "volumes", "secrets", "configs"})
        if (const auto* all = project.file.find(kind))
            for (const auto& entry : all->entries) stack.index[kind].emplace(entry.key, &entry.value);
    if (refuse_zeros(project.file, "", report)) return made;
    find_awaited(stack, *services);
    find_builders(stack, *services);
    stack.alone = stands_alone(project, *services);
    for (const auto& entry : services->entries) {
        const int64_t count = stack.scale(entry.key);
        if (const auto* provider = entry.value.find("provider")) {
            stack.lose(provider->at, concat("service `", visible(entry.key),
                                            "` comes from a program of Compose's: there is no container to run"));
            continue;
        }
        if (const auto* build = entry.value.find("build");
            build != nullptr && (count > 0 || stack.built_for_others.contains(entry.key))) {
            if (options.images.contains(entry.key))
                tell_ways_of_building(stack, *build);
            else
                made.units.push_back(write_build(stack, entry.key, entry.value, *build));
        }
        for (int64_t number = 1; number <= count; ++number)
            made.units.push_back(ContainerWriter(stack, entry.key, entry.value, entry.key_at, number).write());
        if (const Value* wanted = stack.written_scale(entry.key); wanted != nullptr && wanted->number > count)
            stack.lose(wanted->at, concat("of ", wanted->number, " containers the first ", count, " are made"));
        if (count == 0) stack.advise(entry.key_at, concat("service `", visible(entry.key), "` has no containers"));
    }
    if (const auto* networks = project.file.find("networks"); networks != nullptr && !stack.alone)
        for (const auto& entry : networks->entries)
            if (!is_external(entry.value)) made.units.push_back(write_network(stack, entry));
    if (const auto* volumes = project.file.find("volumes"))
        for (const auto& entry : volumes->entries)
            if (!is_external(entry.value)) made.units.push_back(write_volume(stack, entry));
    for (const auto& entry : project.disabled.entries)
        stack.advise(
            entry.key_at,
            concat("service `", visible(entry.key), "` belongs to a profile that is not active: it is left out"),
            stack.options.tree.empty() ? "give `--profile`"
                                       : "name the profile in service.toml: `[compose] profiles = […]`");
    std::ranges::sort(made.units, {}, &QuadletFile::name);
    return made;
}

}  // namespace nagaya::compose
