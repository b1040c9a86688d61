#include "load/site_files.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "syntax/toml.hpp"

namespace nagaya::load {

namespace {

using syntax::TomlArray;
using syntax::TomlTable;
using syntax::TomlValue;

std::string manifest_text(std::string_view name, const NewService& options) {
    std::string text = concat("description = ", syntax::toml_string(name), '\n');
    if (!options.port) return text;
    text += concat("\n[[port]]\nname = \"http\"\nlisten = ", *options.port, '\n');
    // What an image of others answers, and where, is not known.
    text += options.image.empty() ? "\n[health]\nhttp = \"http://127.0.0.1:@@PORT_HTTP@@/\"\n"
                                  : "\n[health]\ntcp = \"127.0.0.1:@@PORT_HTTP@@\"\n";
    return text;
}

std::string quadlet_text(std::string_view name, const NewService& options) {
    std::string text = concat("[Unit]\nDescription=", name,
                              "\n\n[Container]\nImage=", options.image.empty() ? "@@IMAGE@@" : options.image, '\n');
    if (options.port) {
        text += concat("# host : container\nPublishPort=@@PUBLISH_HTTP@@:", options.container_port, '\n');
    }
    if (options.image.empty()) text += "Volume=@@FILES_PATH@@/www:/www:ro\n";
    return text + "\n[Service]\nRestart=always\nRestartSec=10\nMemoryMax=512M\n\n[Install]\nWantedBy=default.target\n";
}

std::string containerfile_text(uint16_t port) {
    return concat(
        "FROM docker.io/library/debian:bookworm-slim\n"
        "RUN apt-get update \\\n"
        " && apt-get install -y --no-install-recommends busybox \\\n"
        " && rm -rf /var/lib/apt/lists/*\n"
        "USER 1000:1000\n"
        "EXPOSE ",
        port,
        "\n"
        "# busybox as process 1 ignores every other signal, and has nothing to save.\n"
        "STOPSIGNAL SIGKILL\n"
        "CMD [\"busybox\", \"httpd\", \"-f\", \"-p\", \"",
        port, "\", \"-h\", \"/www\"]\n");
}

/// Puts `quoted` after the list's last element, laid out as that one is: on a line of its own when that one has one, without
/// parting it from its comment.
void add_after_last(std::string& text, const TomlArray& list, std::string_view quoted) {
    const size_t begin = list.back().at.begin;
    const size_t end = list.back().at.end;
    const size_t line = text.rfind('\n', begin) == std::string::npos ? 0 : text.rfind('\n', begin) + 1;
    const std::string indent = text.substr(line, begin - line);
    const size_t line_end = std::min(text.find('\n', end), text.size());
    std::string_view rest = trim(std::string_view(text).substr(end, line_end - end));
    const bool comma = rest.starts_with(',');
    if (comma) rest = trim(rest.substr(1));
    const bool own_line = trim(indent).empty() && line > 0 && (rest.empty() || rest.starts_with('#'));
    if (!own_line) {
        text.insert(end, concat(", ", quoted));
        return;
    }
    text.insert(line_end, concat('\n', indent, quoted, comma ? "," : ""));
    if (!comma) text.insert(end, ",");
}

/// The first line that opens a table: keys of the top level must stand before it.
size_t end_of_top_level(std::string_view text) {
    size_t begin = 0;
    for (std::string_view line : split(text, '\n')) {
        if (trim(line).starts_with('[')) return begin;
        begin += line.size() + 1;
    }
    return text.size();
}

}  // namespace

NewFiles new_service_files(std::string_view name, const NewService& options) {
    const std::string directory = concat("services/", name, "/");
    NewFiles files;
    files[directory + "service.toml"] = manifest_text(name, options);
    files[concat(directory, name, ".container")] = quadlet_text(name, options);
    if (options.image.empty()) {
        files[directory + "image/Containerfile"] = containerfile_text(options.container_port);
        files[directory + "files/www/index.html"] =
            "<!doctype html>\n<title>@@SERVICE@@</title>\n<p>@@SERVICE@@ runs on @@HOST@@.</p>\n";
    }
    return files;
}

NewFiles new_site_files(std::string_view name, std::string_view host) {
    NewFiles files = new_service_files("hello", {.port = 8080});
    files["nagaya.toml"] = concat("[site]\nname = ", syntax::toml_string(name),
                                  "\n# domain = \"example.org\"         # @@DOMAIN@@ in units and files\n");
    files[concat("hosts/", host, ".toml")] =
        "# address = \"lab://NAME\"           # absent: this machine\nservices = [\"hello\"]\n";
    files["README.md"] =
        concat("# ", name,
               "\n\nA nagaya site. `nagaya check` looks for mistakes, `nagaya plan` shows what would change on the "
               "host, and\n`nagaya apply` changes it.\n");
    files[".gitignore"] = "*~\n*.env\n";
    return files;
}

std::optional<std::string> add_service_to_host(std::string_view path, std::string_view text, std::string_view service,
                                               Sources& sources, Report& report) {
    const FileId file = sources.add(std::string(path), std::string(text));
    const auto table = syntax::parse_toml(sources, file, report);
    if (!table) return std::nullopt;
    const std::string quoted = syntax::toml_string(service);
    std::string edited(text);
    const TomlValue* value = syntax::find(*table, "services");
    if (value == nullptr) {
        const size_t at = end_of_top_level(text);
        const bool broken_line = at > 0 && text[at - 1] != '\n';
        edited.insert(at, concat(broken_line ? "\n" : "", "services = [", quoted, "]\n", at < text.size() ? "\n" : ""));
        return edited;
    }
    const auto* list = std::get_if<TomlArray>(&value->value);
    if (list == nullptr) {
        report.add({.code = "wrong-type",
                    .message = concat("`services` is a ", syntax::type_name(*value), ", not a list of names"),
                    .at = value->at,
                    .help = concat("write `services = [", quoted, "]`")});
        return std::nullopt;
    }
    for (const TomlValue& element : *list) {
        const std::string* name = std::get_if<std::string>(&element.value);
        if (name != nullptr && *name == service) return edited;
    }
    if (list->empty()) {
        edited.insert(value->at.begin + 1, quoted);
    } else {
        add_after_last(edited, *list, quoted);
    }
    return edited;
}

}  // namespace nagaya::load
