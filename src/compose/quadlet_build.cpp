// An image that Compose builds, as a .build file.
#include <algorithm>

#include "base/text.hpp"
#include "compose/quadlet_service.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

void add_arguments(UnitText& text, std::string_view argument, const Value* pairs) {
    if (pairs == nullptr) return;
    for (const auto& entry : pairs->entries)
        text.add("PodmanArgs", unit_argument(concat("--", argument, "=", entry.key, "=", entry.value.text)),
                 entry.value.at);
}

bool is_below(std::string_view path, std::string_view directory) {
    return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

/// What a service is called whose image is built here: its first tag.
std::string built_image(const Stack& stack, std::string_view service, const Value& options) {
    if (const auto own = stack.options.images.find(service); own != stack.options.images.end()) return own->second;
    const auto image = options.text_of("image");
    return image.empty() ? concat("localhost/", stack.project.name, "-", service, ":latest") : full_image_name(image);
}

/// One more directory or image that the build reads; another service's image is built first.
void add_context(const Stack& stack, UnitText& text, const Entry& context) {
    std::string value(context.value.text);
    if (const auto* other = value.starts_with("service:") ? stack.service(value.substr(8)) : nullptr;
        other != nullptr) {
        const std::string name = value.substr(8);
        value = concat("container-image://", built_image(stack, name, *other));
        if (other->find("build") != nullptr && !stack.options.images.contains(name)) {
            const std::string unit = concat(stack.project.name, "-", name, "-build.service");
            text.add(UnitText::Section::unit, "Requires", unit, context.value.at);
            text.add(UnitText::Section::unit, "After", unit, context.value.at);
        }
    }
    text.add("PodmanArgs", unit_argument(concat("--build-context=", context.key, "=", value)), context.value.at);
}

/// What only arguments of podman-build(1) can say.
void more_arguments(const Stack& stack, UnitText& text, const Value& build) {
    if (const auto* secrets = build.find("secrets"))
        for (const auto& item : secrets->items) {
            if (const auto* secret = stack.resource("secrets", item.text_of("source"));
                secret != nullptr && secret->find("file") != nullptr)
                text.add("Secret",
                         unit_argument(concat("id=", item.text_of("source"), ",src=", secret->text_of("file"))),
                         item.at);
            else
                stack.lose(item.at, "a build secret that is not a file is left out");
        }
    if (const auto* hosts = build.find("extra_hosts"))
        for (const auto& item : hosts->items) {
            const size_t sign = item.text.find('=');
            text.add("PodmanArgs",
                     unit_argument(concat("--add-host=", item.text.substr(0, sign), ":", item.text.substr(sign + 1))),
                     item.at);
        }
    for (const auto& [key, argument] : {std::pair{"cache_from", "cache-from"}, std::pair{"platforms", "platform"}})
        if (const auto* list = build.find(key))
            for (const auto& item : list->items)
                text.add("PodmanArgs", unit_argument(concat("--", argument, "=", item.text)), item.at);
    if (const auto* none = build.find("no_cache"); none != nullptr && none->is_true())
        text.add("PodmanArgs", "--no-cache", none->at);
    if (const auto* size = build.find("shm_size")) text.add("PodmanArgs", concat("--shm-size=", size->text), size->at);
    if (const auto* ssh = build.find("ssh"))
        for (const auto& item : ssh->items) {
            std::string value(item.text);
            if (const size_t colon = value.find(": "); colon != std::string::npos) value.replace(colon, 2, "=");
            text.add("PodmanArgs", unit_argument(concat("--ssh=", value)), item.at);
        }
    if (const auto* limits = build.find("ulimits"))
        for (const auto& entry : limits->entries) {
            auto one = [&](std::string_view key) {
                return entry.value.find(key) != nullptr ? entry.value.find(key)->number : 0;
            };
            const std::string value =
                entry.value.is_mapping() ? concat(one("soft"), ":", one("hard")) : concat(entry.value.number);
            text.add("PodmanArgs", unit_argument(concat("--ulimit=", entry.key, "=", value)), entry.value.at);
        }
}

}  // namespace

bool is_way_of_building(std::string_view key) {
    static constexpr std::string_view ways[] = {"no_cache",  "pull",       "cache_from", "cache_to", "tags",
                                                "platforms", "provenance", "sbom",       "isolation"};
    return std::ranges::find(ways, key) != std::end(ways);
}

void tell_ways_of_building(const Stack& stack, const Value& build) {
    for (const auto& option : build.entries)
        if (is_way_of_building(option.key))
            stack.lose(option.key_at, concat("`build.", option.key,
                                             "` is left out: the site builds the image for its host, whenever its "
                                             "files change"));
}

QuadletFile write_build(Stack& stack, std::string_view service, const Value& options, const Value& build) {
    UnitText text("Build");
    text.add("ImageTag", unit_value(built_image(stack, service, options)), build.at);
    if (const auto* tags = build.find("tags"))
        for (const auto& tag : tags->items) text.add("ImageTag", unit_value(full_image_name(tag.text)), tag.at);
    const auto* context = build.find("context");
    std::string directory(context != nullptr ? context->text : std::string_view(stack.project.directory));
    const bool below = is_below(directory, stack.project.directory);
    const bool of_tree = !stack.options.tree.empty() && is_below(directory, stack.options.tree);
    std::string shown = directory;
    if (of_tree) shown = directory.substr(std::min(directory.size(), stack.options.tree.size() + 1));
    if (of_tree && below) directory = concat("@@SERVICE_PATH@@", directory.substr(stack.project.directory.size()));
    text.add("SetWorkingDirectory", unit_value(directory), context != nullptr ? context->at : build.at);
    if (const auto* own = build.find("dockerfile_inline")) {
        const std::string path = concat("builds/", service, ".Containerfile");
        stack.made.files.push_back({path, std::string(own->text), own->at});
        text.add("File", unit_value(stack.files_path(path)), own->at);
    } else if (const auto* file = build.find("dockerfile")) {
        text.add(
            "File",
            unit_value(file->text.starts_with('/') || directory.contains("://") ? std::string(file->text)
                                                                                : concat(directory, "/", file->text)),
            file->at);
    }
    if (stack.options.site && (of_tree || directory.starts_with('/')))
        stack.report.add(
            {.code = "compose-loss",
             .severity = of_tree ? Severity::error : Severity::warning,
             .message = concat("the build of `", visible(service), "` reads `", visible(shown),
                               "`, which must be on the host"),
             .at = build.at,
             .help = concat(of_tree ? "put its sources below this directory or into `images/NAME` of the site"
                                    : "put its sources into `images/NAME` of a site, and write `localhost/NAME` for "
                                      "the image",
                            "; the site builds what needs no more than `context`, `dockerfile`, `args`, `target` and "
                            "`labels`")});
    if (const auto* target = build.find("target")) text.add("Target", unit_value(target->text), target->at);
    if (const auto* network = build.find("network")) text.add("Network", unit_value(network->text), network->at);
    if (const auto* pull = build.find("pull"); pull != nullptr && pull->is_true()) text.add("Pull", "always", pull->at);
    if (const auto* labels = build.find("labels"))
        for (const auto& entry : labels->entries)
            text.add("Label", unit_word(concat(entry.key, "=", entry.value.text)), entry.value.at);
    add_arguments(text, "build-arg", build.find("args"));
    if (const auto* contexts = build.find("additional_contexts"))
        for (const auto& entry : contexts->entries) add_context(stack, text, entry);
    more_arguments(stack, text, build);
    for (const auto key : {"cache_to", "entitlements", "privileged", "isolation", "provenance", "sbom"})
        if (const auto* value = build.find(key))
            stack.lose(value->at, concat("`build.", key, "` is left out: Podman's builds have no such thing"));
    text.add(UnitText::Section::service, "TimeoutStartSec", "3600", build.at);
    return text.finish(concat(stack.project.name, "-", service, ".build"),
                       concat("Image of the service ", service, " of the Compose project ", stack.project.name, "."),
                       build.at);
}

}  // namespace nagaya::compose
