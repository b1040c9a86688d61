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

namespace {

std::vector<std::string> tmpfs_options(const Value& tmpfs) {
    std::vector<std::string> made;
    if (const auto size = tmpfs.text_of("size"); !size.empty()) made.push_back(concat("size=", size));
    if (const auto* mode = tmpfs.find("mode")) {
        char digits[32];
        const auto [end, error] = std::to_chars(digits, digits + sizeof digits, mode->number, 8);
        made.push_back(concat("mode=", std::string_view(digits, static_cast<size_t>(end - digits))));
    }
    return made;
}

}  // namespace

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
    const auto* nocopy = volume != nullptr ? volume->find("nocopy") : nullptr;
    if (nocopy != nullptr && nocopy->is_true()) option("nocopy");
    if (volume != nullptr)
        if (const auto* labels = volume->find("labels"))
            stack_.lose(labels->at, "the labels of a mount are left out",
                        "write them as `labels` of the volume, below `volumes`");
    if (type == "bind") {
        if (const auto from = bind_source(source, mount.at, bound))
            text_.add("Volume", concat(*from, ":", target, options), mount.at);
    } else if (type == "volume") {
        if (source.empty()) {
            text_.add("Volume", target, mount.at);
            if (!options.empty())
                stack_.lose(mount.at, concat("`", options.substr(1), "` is left out: the volume has no name"),
                            "give the volume a name");
            return;
        }
        const auto* resource = stack_.resource("volumes", source);
        const bool outside = resource != nullptr && is_external(*resource);
        const std::string name =
            outside ? unit_value(resource->text_of("name")) : concat(stack_.resource_name(source), ".volume");
        const auto subpath = volume != nullptr ? volume->text_of("subpath") : std::string_view{};
        if (!subpath.empty() && nocopy != nullptr)
            stack_.lose(nocopy->at, "`nocopy` is left out: Podman has it not together with `subpath`");
        if (!subpath.empty())
            text_.add("Mount",
                      unit_argument(concat("type=volume,source=", name, ",destination=", mount.text_of("target"),
                                           ",subpath=", subpath, bound == Bound::read ? ",ro" : "")),
                      mount.at);
        else
            text_.add("Volume", concat(name, ":", target, options), mount.at);
        if (outside)
            stack_.advise(mount.at, concat("the volume `", visible(name), "` must be there: nothing makes it"));
    } else if (type == "tmpfs") {
        if (!source.empty()) stack_.lose(mount.at, "`source` is left out: a tmpfs has none");
        if (const auto* tmpfs = mount.find("tmpfs"))
            for (const auto& one : tmpfs_options(*tmpfs)) option(one);
        text_.add("Tmpfs", concat(target, options), mount.at);
    } else if (type == "image") {
        std::string line =
            concat("type=image,source=", full_image_name(source), ",destination=", mount.text_of("target"));
        if (const auto* image = mount.find("image"))
            if (const auto subpath = image->text_of("subpath"); !subpath.empty())
                line += concat(",subpath=", subpath.starts_with('/') ? "" : "/", subpath);
        text_.add("Mount", unit_argument(line), mount.at);
    } else {
        stack_.lose(mount.at, concat("a mount of type `", visible(type), "` is left out: Podman has none"));
    }
}

void ContainerWriter::secrets() {
    const auto* secrets = find("secrets");
    if (secrets == nullptr) return;
    for (const auto& item : secrets->items)
        if (const auto* known = stack_.resource("secrets", item.text_of("source")); known != nullptr)
            secret(item, *known);
}

namespace {

/// The command that makes a secret in Podman.
std::string secret_source(const Value& known) {
    const std::string name = visible(known.text_of("name"));
    if (const auto variable = known.text_of("environment"); !variable.empty())
        return concat("podman secret create --env ", name, " ", visible(variable));
    const auto file = known.text_of("file");
    return concat("podman secret create ", name, " ", file.empty() ? "FILE" : visible(file));
}

}  // namespace

void ContainerWriter::secret(const Value& item, const Value& known) {
    const auto source = item.text_of("source");
    std::string target(item.text_of("target"));
    if (!target.starts_with('/')) target = concat("/run/secrets/", target.empty() ? source : std::string_view(target));
    const auto* file = known.find("file");
    const bool site = stack_.options.site;
    if (file != nullptr && !site && item.find("uid") == nullptr && item.find("mode") == nullptr) {
        if (const auto from = bind_source(file->text, item.at, Bound::read))
            text_.add("Volume", concat(*from, ":", unit_value(target), ":ro"), item.at);
        return;
    }
    // A site keeps the secrets of each service apart, so there they need no prefix.
    const std::string name(site && !is_external(known) ? source : known.text_of("name"));
    if (stack_.options.mounted_secrets.contains(name)) {
        if (target != "/run/secrets/" + name)
            stack_.lose(item.at,
                        concat("the secret is `/run/secrets/", visible(name), "` here, not `", visible(target), "`"),
                        "list it under `[secrets] podman` in service.toml, or nowhere there");
        return;
    }
    std::string line = concat(name, ",type=mount,target=", target);
    for (const auto key : {"uid", "gid", "mode"})
        if (const auto text = item.text_of(key); !text.empty()) line += concat(",", key, "=", text);
    text_.add("Secret", unit_argument(line), item.at);
    if (!site)
        stack_.lose(item.at, concat("the secret `", visible(name), "` must be in Podman: nothing puts it there"),
                    concat("`", secret_source(known), "` as the account that runs it"));
    else if (std::ranges::find(stack_.made.secrets, name, &UsedSecret::name) == stack_.made.secrets.end())
        stack_.made.secrets.push_back(
            {.name = name, .file = std::string(known.text_of("file")), .at = file != nullptr ? file->at : item.at});
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
        if (const auto* variable = config->find("environment")) {
            const auto found = stack_.project.environment.find(variable->text);
            if (found == stack_.project.environment.end()) {
                stack_.report.add(
                    {.code = "compose-unset-variable",
                     .severity = Severity::error,
                     .message = concat("the variable `", visible(variable->text), "`, the content of the config `",
                                       visible(source), "`, is not set"),
                     .at = variable->at,
                     .help = stack_.options.tree.empty() ? "set it in the environment or in `.env`"
                                                         : "set it in `.env` beside the Compose file"});
                continue;
            }
            content = found->second;
        }
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
