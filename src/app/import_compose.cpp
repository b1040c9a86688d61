#include "app/import_compose.hpp"

#include <algorithm>
#include <map>

#include "app/compose_files.hpp"
#include "base/text.hpp"
#include "compose/quadlet.hpp"
#include "compose/short_forms.hpp"
#include "host/own_directory.hpp"
#include "host/user_file.hpp"

namespace nagaya::app {

namespace {

constexpr size_t largest_carried = 4 << 20;

/// Files of the project's directory that containers mount: they come along.
std::map<std::string, std::string> find_carried(const compose::Project& project) {
    std::map<std::string, std::string> carried;
    auto consider = [&](std::string_view source) {
        const std::string start = project.directory + "/";
        if (!source.starts_with(start) || !host::is_user_file(std::string(source))) return;
        if (auto bytes = host::read_user_file(std::string(source), largest_carried))
            carried.emplace(source.substr(start.size()), std::move(*bytes));
    };
    if (const auto* services = project.file.find("services"))
        for (const auto& entry : services->entries)
            if (const auto* volumes = entry.value.find("volumes"))
                for (const auto& item : volumes->items)
                    if (item.text_of("type") == "bind") consider(item.text_of("source"));
    if (const auto* configs = project.file.find("configs"))
        for (const auto& entry : configs->entries) consider(entry.value.text_of("file"));
    return carried;
}

std::string service_manifest(const compose::Project& project, const compose::Quadlets& made) {
    std::string out = concat("description = \"", project.name, ", from a Compose file\"\n");
    for (const auto& data : made.data) {
        std::string path;
        for (const char byte : data.path) {
            if (byte == '"' || byte == '\\') path += '\\';
            path += byte;
        }
        out += concat("\n[[data]]\npath = \"", visible(path), "\"\n");
    }
    return out;
}

int write_service(const std::string& to, const std::map<std::string, std::string>& files, Console& console) {
    for (const auto& [name, text] : files)
        if (host::is_user_file(concat(to, "/", name))) {
            console.err(
                concat("nagaya: `", visible(concat(to, "/", name)), "` is there already: nothing was written\n"));
            return exit_failed;
        }
    for (const auto& [name, text] : files) {
        const std::string path = concat(to, "/", name);
        if (const auto made = host::make_directories_for(path); !made) return tell(made.error(), console);
        if (const auto written = host::write_user_file(path, text, 0644); !written)
            return tell(written.error(), console);
        console.out(concat("wrote ", visible(path), "\n"));
    }
    return exit_ok;
}

}  // namespace

int import_compose(const ImportComposeOptions& options, Console& console) {
    compose::ProjectOptions wanted;
    if (!find_compose_project(options.source, wanted, console)) return exit_usage;
    Sources sources;
    ComposeFiles files(sources);
    Report report;
    compose::Project project;
    compose::load_project(wanted, sources, files, report, project);
    compose::QuadletOptions how{.site = !options.to.empty()};
    std::map<std::string, std::string> written;
    compose::Quadlets made;
    if (project.good) {
        if (how.site) {
            for (auto& [path, bytes] : find_carried(project)) {
                how.carried.push_back(path);
                written.emplace("files/" + path, std::move(bytes));
            }
        }
        made = compose::lower_project(project, how, report);
    }
    console.err(render_text(sources, report, {.colour = console.err_colour}));
    if (!project.good) return exit_findings;
    if (!how.site) {
        for (const auto& unit : made.units) console.out(concat("# ", unit.name, "\n", unit.text, "\n"));
        for (const auto& file : made.files) console.out(concat("# files/", file.path, "\n", file.text, "\n"));
        return exit_ok;
    }
    for (const auto& unit : made.units) written.emplace(unit.name, unit.text);
    for (const auto& file : made.files) written.emplace("files/" + file.path, file.text);
    written.emplace("service.toml", service_manifest(project, made));
    return write_service(options.to, written, console);
}

}  // namespace nagaya::app
