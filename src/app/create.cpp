#include "app/create.hpp"

#include <algorithm>
#include <cctype>

#include "app/target.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/facts.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"
#include "load/catalog.hpp"
#include "load/names.hpp"
#include "load/site_files.hpp"

namespace nagaya::app {

std::string as_name(std::string_view text, std::string_view otherwise) {
    std::string out;
    for (char c : text) {
        char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        bool letter = lower >= 'a' && lower <= 'z';
        bool digit = lower >= '0' && lower <= '9';
        if (letter || (!out.empty() && (digit || lower == '-'))) out += lower;
    }
    while (out.ends_with('-')) out.pop_back();
    return out.empty() ? std::string(otherwise) : out.substr(0, 31);
}

int write_new_files(const std::string& root, const load::NewFiles& files, Console& console,
                    const std::set<std::string>& executables) {
    for (const auto& [path, text] : files) {
        if (!host::exists(concat(root, "/", path))) continue;
        console.err(concat("nagaya: ", root, "/", path, " is there already; nothing was written\n"));
        return exit_findings;
    }
    for (const auto& [path, text] : files) {
        const bool executable = load::is_script(text) || executables.contains(path);
        if (auto written = host::create_file(concat(root, "/", path), text, executable); !written)
            return tell(written.error(), console);
        console.out(concat("wrote ", root, "/", path, "\n"));
    }
    return exit_ok;
}

int init(const std::string& directory, Console& console) {
    std::string root = directory;
    while (root.size() > 1 && root.ends_with("/")) root.pop_back();
    if (is_site(root)) {
        console.err(concat("nagaya: ", root, " is a site already (it has a nagaya.toml)\n"));
        return exit_findings;
    }
    auto absolute = host::absolute_path(root);
    if (!absolute) return tell(absolute.error(), console);
    std::string name = as_name(split(*absolute, '/').back(), "home");
    load::NewFiles files = load::new_site_files(name, as_name(host::hostname(), "here"));
    // A new repository often has these already, and nagaya does not need its own.
    for (const char* own : {"README.md", ".gitignore"})
        if (host::exists(concat(root, "/", own))) files.erase(own);
    int code = write_new_files(root, files, console);
    if (code == exit_ok)
        console.out(concat("\nnext:\n  cd ", root,
                           "\n  nagaya check\n  nagaya apply --to lab:try   # on a throw-away host\n",
                           "  nagaya apply                # on this machine, as root\n"));
    return code;
}

bool is_service_name(const std::string& name, Console& console) {
    if (!load::is_name(name)) {
        console.err(concat(
            "nagaya: `", visible(name),
            "` is no name for a service\nhelp: a small letter, then small letters, digits and dashes, at most 31\n"));
        return false;
    }
    if (name == "root") {
        console.err(
            "nagaya: a service called `root` would run as root\nhelp: choose another name; [account] name = \"root\" "
            "makes a service rootful\n");
        return false;
    }
    return true;
}

std::optional<NewPlace> open_new_place(const std::string& root, const std::string& host, Console& console) {
    auto workspace = open_site(root, host);
    if (!workspace) {
        tell(workspace.error(), console);
        return std::nullopt;
    }
    if (!is_site(root)) {
        console.err(
            concat("nagaya: ", root,
                   " is no site (it has no nagaya.toml)\nhelp: `nagaya init` writes one, --site names another\n"));
        return std::nullopt;
    }
    const HostOptions where{.site = root, .host = host, .to = "", .secrets = "", .local = false};
    const model::Host* chosen = choose_host(**workspace, where, console);
    if (!chosen) return std::nullopt;
    return NewPlace{.workspace = std::move(*workspace), .host = chosen};
}

void tell_errors_of_new(Workspace& site, const std::vector<std::string>& services, Console& console) {
    const auto is_new = [&](const Span& at) {
        if (static_cast<size_t>(at.file) >= site.sources.size()) return false;
        const std::string_view path = site.sources.path(at.file);
        return std::ranges::any_of(
            services, [&](const std::string& service) { return path.starts_with(concat("services/", service, "/")); });
    };
    site.report.remove_if([&](const Diagnostic& finding) {
        const bool concerned = is_new(finding.at) || std::ranges::any_of(finding.labels, is_new, &Label::at);
        return !concerned || finding.severity != Severity::error;
    });
    if (site.report.has_errors())
        console.out(concat("\nthe site is not whole yet:\n",
                           render_text(site.sources, site.report, {.colour = console.out_colour})));
}

std::optional<Registration> register_service(NewPlace& place, const std::string& service, Console& console) {
    Workspace& site = *place.workspace;
    const std::string path = concat("hosts/", place.host->name, ".toml");
    auto edited = load::add_service_to_host(path, site.tree.at(path).bytes, service, site.sources, site.report);
    if (!edited) {
        console.err(render_text(site.sources, site.report, {.colour = console.err_colour}));
        return std::nullopt;
    }
    return Registration{.path = concat(site.root, "/", path), .text = std::move(*edited)};
}

int new_service(const NewServiceOptions& options, Console& console) {
    if (!is_service_name(options.name, console)) return exit_usage;
    auto workspace = open_new_place(options.site, options.host, console);
    if (!workspace) return exit_usage;
    const auto registration = register_service(*workspace, options.name, console);
    if (!registration) return exit_findings;
    load::NewService wanted{.image = options.image, .container_port = options.container_port};
    if (options.port != 0) wanted.port = options.port;
    int code = write_new_files(options.site, load::new_service_files(options.name, wanted), console);
    if (code != exit_ok) return code;
    if (auto written = host::replace_file(registration->path, registration->text); !written)
        return tell(written.error(), console);
    console.out(concat("registered `", options.name, "` in ", registration->path, "\n"));
    auto now = open_site(options.site, options.host);
    if (!now) return tell(now.error(), console);
    check(**now);
    tell_errors_of_new(**now, {options.name}, console);
    return exit_ok;
}

}  // namespace nagaya::app
