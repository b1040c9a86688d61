// What a container sees of files: volumes, binds, secrets, configs.
#include <algorithm>

#include "base/text.hpp"
#include "compose/quadlet_service.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

/// The path below `directory`, or nothing.
std::optional<std::string_view> path_below(std::string_view directory, std::string_view path) {
    if (!path.starts_with(directory) || path.size() <= directory.size() + 1 || path[directory.size()] != '/')
        return std::nullopt;
    const std::string_view below = path.substr(directory.size() + 1);
    // `..` leads out again.
    for (const std::string_view step : split(below, '/'))
        if (step == "..") return std::nullopt;
    return below;
}

/// "nginx.conf", but neither "data" nor ".cache" nor "conf.d".
bool looks_like_file(std::string_view path) {
    const std::string_view last = path.substr(path.rfind('/') + 1);
    const size_t dot = last.rfind('.');
    return dot != std::string_view::npos && dot > 0 && dot + 1 < last.size() && last.substr(dot) != ".d";
}

bool is_external(const Value& resource) {
    const auto* external = resource.find("external");
    return external != nullptr && external->is_true();
}

}  // namespace

void ContainerWriter::mounts() {
    if (const auto* volumes = find("volumes"))
        for (const auto& item : volumes->items) mount(item);
    if (const auto* tmpfs = find("tmpfs"))
        for (const auto& item : tmpfs->items) {
            const size_t colon = item.text.find(':');
            std::string made(item.text.substr(0, colon));
            std::string kept;
            if (colon != std::string_view::npos)
                for (const auto option : split(item.text.substr(colon + 1), ',')) {
                    if (option.starts_with("uid=") || option.starts_with("gid="))
                        stack_.lose(item.at,
                                    concat("`", visible(option), "` is left out: Podman does not know it for a tmpfs"));
                    else
                        kept += concat(kept.empty() ? ":" : ",", option);
                }
            text_.add("Tmpfs", unit_value(made + kept), item.at);
        }
    if (const auto* others = find("volumes_from"))
        for (const auto& item : others->items) {
            std::string_view text = item.text;
            const bool outside = text.starts_with("container:");
            if (outside) text.remove_prefix(10);
            const size_t colon = text.find(':');
            const std::string_view other = text.substr(0, colon);
            const auto* service = outside ? nullptr : stack_.service(other);
            std::string name(other);
            if (service != nullptr)
                name = service->find("container_name") != nullptr ? std::string(service->text_of("container_name"))
                                                                  : concat(stack_.project.name, "-", other, "-1");
            podman("volumes-from", concat(name, colon == std::string_view::npos ? "" : text.substr(colon)), item.at);
        }
}

std::optional<std::string> ContainerWriter::bind_source(std::string_view source, Span at, Bound bound) {
    if (source == "/var/run/docker.sock" || source == "/run/docker.sock") {
        text_.add(Section::unit, "Requires", "podman.socket", at);
        text_.add(Section::unit, "After", "podman.socket", at);
        stack_.advise(
            at,
            "Docker's socket becomes Podman's: whoever has it can do to the account's containers what the account can");
        return "%t/podman/podman.sock";
    }
    const QuadletOptions& options = stack_.options;
    const auto below = path_below(stack_.project.directory, source);
    if (!options.site) return unit_value(source);
    if (below && below->starts_with("files/")) return concat("@@FILES_PATH@@/", below->substr(6));
    if (below && options.carried.contains(*below)) return concat("@@FILES_PATH@@/", *below);
    if (below) return data_path(*below, at, bound);
    if (!options.home.empty() && (source == options.home || path_below(options.home, source)))
        return concat("%h", unit_value(source.substr(options.home.size())));
    const bool whole = source == stack_.project.directory;
    if (!whole && (options.tree.empty() || !path_below(options.tree, source))) return unit_value(source);
    stack_.report.add({.code = "compose-value",
                       .message = whole ? "the container mounts the service's whole directory, which is on no host"
                                        : concat("`", visible(source.substr(options.tree.size() + 1)),
                                                 "` of the site is outside the service: it is on no host"),
                       .at = at,
                       .help = whole ? "mount the files and directories it needs one by one"
                                     : "move it below the service's directory, or write an absolute path of the host"});
    return std::nullopt;
}

/// What the tree has not: a directory for data, which the host gets empty.
std::string ContainerWriter::data_path(std::string_view below, Span at, Bound bound) {
    const std::string shown = concat("`", visible(below), "`");
    if (!stack_.placed.contains(below)) {
        stack_.placed.emplace(below);
        stack_.made.data.push_back({std::string(below), at});
        if (bound == Bound::written && !looks_like_file(below))
            stack_.advise(at, concat(shown, " is not in the tree: it becomes a directory of data, empty at first"));
        else
            stack_.report.add({.code = "compose-loss",
                               .severity = bound == Bound::config ? Severity::error : Severity::warning,
                               .message = concat(shown, " is not in the tree: an empty directory takes its place"),
                               .at = at,
                               .help = "put it beside the Compose file, or write an absolute path of the host"});
    }
    return concat("@@DATA_PATH@@/", below);
}

void ContainerWriter::mount(const Value& mount) {
    const std::string_view type = mount.text_of("type");
    const std::string target = unit_value(mount.text_of("target"));
    const std::string_view source = mount.text_of("source");
    std::string options;
    auto option = [&](std::string_view text) { options += concat(options.empty() ? ":" : ",", text); };
    const auto* read_only = mount.find("read_only");
    const Bound bound = read_only != nullptr && read_only->is_true() ? Bound::read : Bound::written;
    if (bound == Bound::read) option("ro");
    if (const auto* bind = mount.find("bind")) {
        for (const auto key : {"selinux", "propagation"})
            if (const auto text = bind->text_of(key); !text.empty()) option(text);
        if (bind->find("recursive") != nullptr)
            stack_.lose(bind->find("recursive")->at, "`recursive` is left out: Podman mounts what is below as it is");
    }
    const auto* volume = mount.find("volume");
    if (volume != nullptr && volume->find("nocopy") != nullptr && volume->find("nocopy")->is_true()) option("nocopy");
    if (type == "bind") {
        if (const auto from = bind_source(source, mount.at, bound))
            text_.add("Volume", concat(*from, ":", target, options), mount.at);
    } else if (type == "volume") {
        if (source.empty()) {
            text_.add("Volume", target, mount.at);
            return;
        }
        const auto* resource = stack_.resource("volumes", source);
        const bool outside = resource != nullptr && is_external(*resource);
        const std::string name =
            outside ? unit_value(resource->text_of("name")) : concat(stack_.resource_name(source), ".volume");
        if (const auto subpath = volume != nullptr ? volume->text_of("subpath") : std::string_view{}; !subpath.empty())
            text_.add("Mount",
                      unit_argument(concat("type=volume,source=", name, ",destination=", mount.text_of("target"),
                                           ",subpath=", subpath)),
                      mount.at);
        else
            text_.add("Volume", concat(name, ":", target, options), mount.at);
        if (outside)
            stack_.advise(mount.at, concat("the volume `", visible(name), "` must be there: nothing makes it"));
    } else if (type == "tmpfs") {
        std::string more;
        if (const auto* tmpfs = mount.find("tmpfs")) {
            if (const auto size = tmpfs->text_of("size"); !size.empty()) more += concat(":size=", size);
            if (const auto* mode = tmpfs->find("mode")) {
                char digits[32];
                const auto [end, error] = std::to_chars(digits, digits + sizeof digits, mode->number, 8);
                more += concat(more.empty() ? ":" : ",",
                               "mode=", std::string_view(digits, static_cast<size_t>(end - digits)));
            }
        }
        text_.add("Tmpfs", concat(target, more), mount.at);
    } else if (type == "image") {
        text_.add("Mount",
                  unit_argument(
                      concat("type=image,source=", full_image_name(source), ",destination=", mount.text_of("target"))),
                  mount.at);
    } else {
        stack_.lose(mount.at, concat("a mount of type `", visible(type), "` is left out: Podman has none"));
    }
}

void ContainerWriter::secrets() {
    const auto* secrets = find("secrets");
    if (secrets == nullptr) return;
    for (const auto& item : secrets->items) {
        const auto source = item.text_of("source");
        const auto* secret = stack_.resource("secrets", source);
        if (secret == nullptr) continue;
        std::string target(item.text_of("target"));
        if (!target.starts_with('/'))
            target = concat("/run/secrets/", target.empty() ? source : std::string_view(target));
        if (const auto* file = secret->find("file");
            file != nullptr && !stack_.options.site && item.find("uid") == nullptr && item.find("mode") == nullptr) {
            if (const auto from = bind_source(file->text, item.at, Bound::read))
                text_.add("Volume", concat(*from, ":", unit_value(target), ":ro"), item.at);
            continue;
        }
        std::string name(secret->text_of("name"));
        if (stack_.options.site && name.empty()) name = source;
        std::string line = concat(name, ",type=mount,target=", target);
        for (const auto key : {"uid", "gid", "mode"})
            if (const auto text = item.text_of(key); !text.empty()) line += concat(",", key, "=", text);
        text_.add("Secret", unit_argument(line), item.at);
        if (stack_.options.secrets.contains(name)) continue;
        stack_.lose(item.at, concat("the secret `", visible(name), "` must be in Podman: nothing puts it there"),
                    stack_.options.site
                        ? concat("list it in service.toml under `[secrets] podman`, and `nagaya secret set SERVICE ",
                                 visible(name), "`")
                        : concat("`podman secret create ", visible(name), " FILE` as the account that runs it"));
    }
}

void ContainerWriter::configs() {
    const auto* configs = find("configs");
    if (configs == nullptr) return;
    for (const auto& item : configs->items) {
        const auto source = item.text_of("source");
        const auto* config = stack_.resource("configs", source);
        if (config == nullptr) continue;
        std::string target(item.text_of("target"));
        if (target.empty()) target = concat("/", source);
        for (const auto key : {"uid", "gid", "mode"})
            if (const auto* value = item.find(key))
                stack_.lose(value->at, concat("`", key, "` of a config is left out: the file belongs to the account"));
        if (const auto* file = config->find("file")) {
            if (const auto from = bind_source(file->text, item.at, Bound::config))
                text_.add("Volume", concat(*from, ":", unit_value(target), ":ro"), item.at);
            continue;
        }
        std::string content(config->text_of("content"));
        if (const auto variable = config->text_of("environment"); !variable.empty())
            if (const auto found = stack_.project.environment.find(variable); found != stack_.project.environment.end())
                content = found->second;
        if (is_external(*config)) {
            stack_.lose(item.at, concat("the config `", visible(source), "` exists elsewhere: it is left out"));
            continue;
        }
        const std::string path = concat("configs/", source);
        text_.add("Volume", concat(unit_value(stack_.files_path(path)), ":", unit_value(target), ":ro"), item.at);
        if (stack_.placed.insert(path).second) stack_.made.files.push_back({path, std::move(content), config->at});
    }
}

}  // namespace nagaya::compose
