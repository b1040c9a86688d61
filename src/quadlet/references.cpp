// Values that may name another Quadlet file: images, storage, networks.
#include <algorithm>

#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

/// The text up to the first colon, and what follows it.
struct Cut {
    std::string_view head;
    std::optional<std::string_view> tail;
};

Cut cut(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return {text, std::nullopt};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

constexpr std::string_view mount_form =
    "incorrect mount format: should be --mount "
    "type=<bind|glob|tmpfs|volume>,[src=<host-dir|volume-name>,]target=<ctr-dir>[,options]";

}  // namespace

Fault Conversion::image(std::string_view& name) {
    const bool image = name.ends_with(".image") && since(4, 8);
    const bool build = name.ends_with(".build") && since(5, 2);
    if (!image && !build) return std::nullopt;
    const auto* other = find(name);
    if (other == nullptr) return concat("requested Quadlet image ", name, " was not found");
    depend_on(*other);
    name = other->resource;
    return std::nullopt;
}

Fault Conversion::storage(std::string& source, bool in_mount) {
    if (source.starts_with('.')) source = absolute(source);
    if (source.starts_with('/')) {
        requires_mounts_for(source);
        return std::nullopt;
    }
    const bool refers = source.ends_with(".volume") || (in_mount && source.ends_with(".image")) ||
                        (in_mount && since(5, 7) && source.ends_with(".artifact"));
    if (!refers) return std::nullopt;
    const auto* other = find(source);
    if (other == nullptr) {
        if (since(5, 3)) return concat("requested Quadlet source ", source, " was not found");
        return std::nullopt;
    }
    depend_on(*other);
    source = other->resource;
    return std::nullopt;
}

Fault Conversion::networks(Command& command) {
    for (const auto network : own.list("Network")) {
        const auto [name, options] = cut(network);
        const bool joins = name.ends_with(".container") && since(5, 3);
        if (!joins && !name.ends_with(".network")) {
            command.option("--network", network);
            continue;
        }
        const auto* other = find(name);
        if (other == nullptr) return concat("requested Quadlet unit ", name, " was not found");
        if (other->resource.empty()) return concat("cannot get the resource name of ", name);
        depend_on(*other);
        if (joins && options) return "extra options are not supported when joining another container's network";
        if (joins)
            command.option("--network", concat("container:", other->resource));
        else
            command.option("--network", options ? concat(other->resource, ":", *options) : other->resource);
    }
    return std::nullopt;
}

Fault Conversion::volumes(Command& command) {
    for (const auto volume : own.list("Volume")) {
        const auto [first, rest] = cut(volume);
        std::string source;
        std::string_view destination = first;
        std::optional<std::string_view> options;
        if (rest) {
            source = first;
            const auto parts = cut(*rest);
            destination = parts.head;
            options = parts.tail;
        }
        if (!source.empty())
            if (auto fault = storage(source, false)) return fault;
        command.word("-v");
        if (source.empty())
            command.word(destination);
        else
            command.word(options ? concat(source, ":", destination, ":", *options) : concat(source, ":", destination));
    }
    return std::nullopt;
}

Fault Conversion::mount(std::string_view value, std::string& mount) {
    auto fields = parse_csv(value);
    if (!fields) return fields.error().empty() ? std::string(mount_form) : fields.error();
    std::string type;
    std::vector<std::string> rest;
    bool found = false;
    for (auto& field : *fields) {
        if (!found && field.starts_with("type=") && std::ranges::count(field, '=') == 1) {
            type = field.substr(5);
            found = true;
        } else {
            rest.push_back(std::move(field));
        }
    }
    if (!found && !since(5, 7)) return std::string(mount_form);
    if (!found) type = "volume";
    const bool resolved =
        type == "volume" || type == "bind" || type == "glob" || type == "image" || (type == "artifact" && since(5, 7));
    if (!resolved) {
        mount = value;
        return std::nullopt;
    }
    std::optional<size_t> at;
    std::string source;
    for (size_t i = 0; i < rest.size(); ++i) {
        const size_t equals = rest[i].find('=');
        const auto name = std::string_view(rest[i]).substr(0, equals);
        if (name != "source" && name != "src") continue;
        if (equals == std::string::npos) return "source parameter does not include a value";
        at = i;
        source = rest[i].substr(equals + 1);
    }
    if (source.empty() && !since(5, 7)) {
        crashed = true;
        return "panic: runtime error: index out of range [0] with length 0";
    }
    if (source.empty() && !since(6, 0)) return "source cannot be empty";
    if (!at && type != "volume") return concat("source parameter is required for mount type ", type);
    if (at) {
        if (auto fault = storage(source, true)) return fault;
        rest[*at] = concat("source=", source);
    }
    rest.insert(rest.begin(), concat("type=", type));
    mount = print_csv(rest);
    return std::nullopt;
}

Fault Conversion::working_directory(std::string& context) {
    const auto wish = own.filled("SetWorkingDirectory");
    if (wish.empty()) return std::nullopt;
    const bool build = unit.row->kind == Kind::build;
    const auto lower = lower_case(wish);
    std::string relative_to;
    if (lower == "yaml") {
        if (build) return concat("SetWorkingDirectory=", wish, " is only supported in .kube files");
        const auto files = since(5, 7) ? own.words("Yaml") : std::vector<std::string_view>{own.filled("Yaml")};
        if (files.empty() || files.front().empty()) return "no Yaml key specified";
        if (files.size() > 1) return "SetWorkingDirectory=yaml is only supported when a single Yaml key is provided";
        relative_to = files.front();
    } else if (lower == "file") {
        if (!build) return concat("SetWorkingDirectory=", wish, " is only supported in .build files");
        const auto file = own.last("File");
        if (!file) return "no File key specified";
        relative_to = *file;
    } else if (lower == "unit") {
        relative_to = unit.path;
    } else if (!build) {
        return concat("unsupported value for WorkingDirectory: ", wish, " ");
    } else {
        context = wish;
        if (!wish.starts_with('/')) relative_to = unit.path;
    }
    if (relative_to.empty() || looks_like_url(context)) return std::nullopt;
    if (const auto said = service_values.last("WorkingDirectory"); said && !said->empty()) {
        context.clear();
        return std::nullopt;
    }
    service.add("Service", "WorkingDirectory", keep(directory_of(absolute(relative_to))));
    return std::nullopt;
}

}  // namespace nagaya::quadlet
