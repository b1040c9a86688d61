#include "app/import_service.hpp"

#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "base/text.hpp"
#include "host/files_directory.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"
#include "host/user_file.hpp"
#include "load/names.hpp"
#include "syntax/toml.hpp"

namespace nagaya::app {

namespace {

struct DeclaredPort {
    std::string name;
    std::string listen;
    bool udp = false;
};

bool is_port(std::string_view text) {
    const auto number = parse_number(text);
    return number && *number > 0 && *number < 65536;
}

/// "http" for 80 and "port-8080" for others; a name stands for one port.
std::string port_name(std::string_view container, std::string_view listen, bool udp,
                      const std::vector<DeclaredPort>& taken) {
    std::string name = container == "80" ? "http" : container == "443" ? "https" : concat("port-", container);
    const auto is_taken = [&] { return std::ranges::find(taken, name, &DeclaredPort::name) != taken.end(); };
    if (is_taken()) name = concat("port-", listen);
    if (is_taken() && udp) name += "-udp";
    return name;
}

/// Published ports of every address become ports of the service: then the host's firewall opens, and an account gets those below 1024.
std::vector<DeclaredPort> declare_ports(compose::Quadlets& units) {
    constexpr std::string_view key = "PublishPort=";
    std::vector<DeclaredPort> ports;
    for (auto& unit : units.units) {
        std::string text;
        for (const auto line : split(unit.text, '\n')) {
            if (!text.empty() || line.data() != unit.text.data()) text += '\n';
            const std::string_view value = line.starts_with(key) ? line.substr(key.size()) : std::string_view();
            const size_t colon = value.find(':');
            const size_t slash = std::min(value.find('/'), value.size());
            const std::string_view listen = value.substr(0, colon);
            const bool udp = value.substr(slash) == "/udp";
            const bool plain = udp || slash == value.size() || value.substr(slash) == "/tcp";
            if (colon > slash || !plain || !is_port(listen) || !is_port(value.substr(colon + 1, slash - colon - 1))) {
                text += line;
                continue;
            }
            const std::string_view container = value.substr(colon + 1, slash - colon - 1);
            DeclaredPort port{
                .name = port_name(container, listen, udp, ports), .listen = std::string(listen), .udp = udp};
            std::string variable = port.name;
            for (char& byte : variable) byte = byte == '-' ? '_' : byte >= 'a' ? static_cast<char>(byte - 32) : byte;
            text += concat(key, "@@PUBLISH_", variable, "@@", value.substr(colon));
            ports.push_back(std::move(port));
        }
        unit.text = std::move(text);
    }
    return ports;
}

std::string service_manifest(const NewImport& made, const std::vector<DeclaredPort>& ports) {
    std::string out = concat("description = ", syntax::toml_string(made.description), "\n");
    for (const auto& port : ports)
        out += concat("\n[[port]]\nname = ", syntax::toml_string(port.name), "\nlisten = ", port.listen,
                      port.udp ? "\nprotocol = \"udp\"\n" : "\n");
    for (const auto& data : made.units.data) out += concat("\n[[data]]\npath = ", syntax::toml_string(data.path), "\n");
    std::string secrets;
    for (const auto& [name, file] : made.secrets)
        secrets += concat(secrets.empty() ? "" : ", ", syntax::toml_string(name));
    if (!secrets.empty()) out += concat("\n[secrets]\npodman = [", secrets, "]\n");
    return out;
}

/// The commands that are left to the user.
std::vector<std::string> next_steps(const ImportPlace& place, const NewImport& made) {
    std::vector<std::string> steps;
    if (!place.place) return {concat("put `", place.to, "` into services/ of a site (`nagaya init` makes one)")};
    const std::string& root = place.place->workspace->root;
    const std::string site = root == "." ? "" : concat(" --site ", root);
    for (const auto& [name, file] : made.secrets)
        steps.push_back(
            concat("nagaya secret set", site, " ", place.service, " ", name, file.empty() ? "" : " < ", file));
    steps.push_back(concat("nagaya check", site));
    steps.push_back(concat("nagaya plan", site));
    return steps;
}

Json as_json(const std::vector<std::string>& list) {
    JsonArray array;
    for (const auto& item : list) array.emplace_back(item);
    return Json(std::move(array));
}

JsonObject findings_json(const Sources& sources, const Report& report) {
    JsonObject out{{"version", 1}};
    auto findings = parse_json(render_json(sources, report));
    if (findings) out.emplace_back("findings", std::move(*findings));
    return out;
}

int write_files(const NewFiles& files, Console& console) {
    for (const auto& [path, file] : files)
        if (host::exists(path)) {
            console.err(concat("nagaya: `", visible(path), "` is there already; nothing was written\n"));
            return exit_findings;
        }
    for (const auto& [path, file] : files) {
        if (const auto made = host::make_directories_for(path); !made) return tell(made.error(), console);
        if (const auto written = host::write_user_file(path, file.bytes, file.mode); !written)
            return tell(written.error(), console);
    }
    return exit_ok;
}

/// The errors of the site that have to do with what came.
void tell_site_errors(const ImportPlace& place, const std::string& host, Console& console) {
    auto now = open_site(place.place->workspace->root, host);
    if (!now) return;
    check(**now);
    tell_errors_of_new(**now, {place.service}, console);
}

}  // namespace

std::string ImportPlace::below_site() const {
    if (!place) return "";
    const std::string& root = place->workspace->root;
    return root == "." ? "" : root + "/";
}

std::optional<ImportPlace> find_import_place(const ImportTarget& target, Console& console) {
    ImportPlace made{.to = target.to, .service = {}};
    while (made.to.size() > 1 && made.to.ends_with('/')) made.to.pop_back();
    const auto absolute = host::absolute_path(made.to);
    if (!absolute) {
        tell(absolute.error(), console);
        return std::nullopt;
    }
    made.service = absolute->substr(absolute->rfind('/') + 1);
    if (!is_service_name(made.service, console)) return std::nullopt;
    const auto there = host::FilesDirectory(made.to).list("");
    const bool taken = there ? !there->empty() : host::exists(made.to);
    if (taken) {
        console.err(concat("nagaya: `", visible(made.to),
                           "` is there already; nothing was written\nhelp: give a new directory\n"));
        return std::nullopt;
    }
    const std::string end = concat("services/", made.service);
    const bool as_given = made.to == end || made.to.ends_with("/" + end);
    const std::string& path = as_given ? made.to : *absolute;
    if (!path.ends_with(end)) return made;
    std::string root = path.substr(0, path.size() - end.size());
    while (root.size() > 1 && root.ends_with('/')) root.pop_back();
    if (root.empty()) root += '.';
    if (!is_site(root)) return made;
    made.place = open_new_place(root, target.host, console);
    if (!made.place) return std::nullopt;
    return made;
}

int write_import(ImportPlace& place, NewImport made, const Sources& sources, const Report& report, bool json,
                 Console& console) {
    const auto ports = declare_ports(made.units);
    for (const auto& unit : made.units.units) made.files[concat(place.to, "/", unit.name)] = {unit.text};
    for (const auto& file : made.units.files) made.files[concat(place.to, "/files/", file.path)] = {file.text};
    made.files[place.to + "/service.toml"] = {service_manifest(made, ports)};
    std::optional<Registration> registration;
    if (place.place) {
        registration = register_service(*place.place, place.service, console);
        if (!registration) return exit_findings;
    }
    if (const int code = write_files(made.files, console); code != exit_ok) return code;
    if (registration)
        if (auto written = host::replace_file(registration->path, registration->text); !written)
            return tell(written.error(), console);
    const auto steps = next_steps(place, made);
    std::vector<std::string> written;
    for (const auto& [path, file] : made.files) written.push_back(path);
    if (json) {
        JsonObject out = findings_json(sources, report);
        JsonArray left;
        for (const auto& one : made.left) left.emplace_back(JsonObject{{"path", one.path}, {"why", one.why}});
        out.emplace_back("service", place.service);
        out.emplace_back("host", place.place ? Json(place.place->host->name) : Json());
        out.emplace_back("written", as_json(written));
        out.emplace_back("left_behind", std::move(left));
        out.emplace_back("next", as_json(steps));
        console.out(print_json(Json(std::move(out)), JsonStyle::indented) + "\n");
        return exit_ok;
    }
    console.err(render_text(sources, report, {.colour = console.err_colour}));
    for (const auto& one : made.left)
        console.err(concat("left behind: ", visible(one.path), ": ", visible(one.why), "\n"));
    for (const auto& path : written) console.out(concat("wrote ", visible(path), "\n"));
    if (registration) {
        console.out(concat("registered `", place.service, "` in ", registration->path, "\n"));
        tell_site_errors(place, place.place->host->name, console);
    }
    console.out("\nnext:\n");
    for (const auto& step : steps) console.out(concat("  ", visible(step), "\n"));
    return exit_ok;
}

int print_import(const compose::Quadlets& made, const Sources& sources, const Report& report, bool json,
                 Console& console) {
    if (json) {
        JsonObject out = findings_json(sources, report);
        JsonArray files;
        for (const auto& unit : made.units) files.emplace_back(JsonObject{{"path", unit.name}, {"text", unit.text}});
        for (const auto& file : made.files)
            files.emplace_back(JsonObject{{"path", concat("files/", file.path)}, {"text", file.text}});
        out.emplace_back("files", std::move(files));
        console.out(print_json(Json(std::move(out)), JsonStyle::indented) + "\n");
        return exit_ok;
    }
    console.err(render_text(sources, report, {.colour = console.err_colour}));
    for (const auto& unit : made.units) console.out(concat("# ", unit.name, "\n", unit.text, "\n"));
    for (const auto& file : made.files) console.out(concat("# files/", file.path, "\n", file.text, "\n"));
    return exit_ok;
}

}  // namespace nagaya::app
