#include "app/catalog.hpp"

#include <algorithm>

#include "app/create.hpp"
#include "base/json.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"
#include "load/catalog.hpp"

namespace nagaya::app {

namespace {

using load::CatalogEntry;

JsonArray words(const std::vector<std::string>& all) { return {all.begin(), all.end()}; }

Json json(const CatalogEntry& entry) {
    JsonArray vars;
    for (const load::CatalogVariable& var : entry.vars)
        vars.push_back(JsonObject{{"name", var.name}, {"value", var.value}, {"comment", var.comment}});
    return JsonObject{{"name", entry.name},
                      {"description", entry.description},
                      {"needs", words(entry.needs)},
                      {"ports", words(entry.listens)},
                      {"secrets", words(entry.secrets)},
                      {"variables", std::move(vars)}};
}

std::optional<CatalogEntry> find_entry(const std::string& name, Console& console) {
    if (auto entry = load::find_catalog_entry(name)) return entry;
    std::vector<std::string> names;
    for (const CatalogEntry& entry : load::catalog_entries()) names.push_back(entry.name);
    const std::string hint = did_you_mean(name, names);
    console.err(concat("nagaya: the catalogue has no `", visible(name), "`", hint.empty() ? "" : "; ", hint,
                       "\nhelp: `nagaya catalog list` shows what it has\n"));
    return std::nullopt;
}

/// A service that is to be added.
struct Wanted {
    CatalogEntry entry;
    std::string service;
};

/// What `entry` needs, then itself: what the site has already is left out.
void collect(const CatalogEntry& entry, const std::string& service, const model::Site& site,
             std::vector<Wanted>& wanted) {
    for (const std::string& need : entry.needs) {
        const auto same = [&](const Wanted& other) { return other.service == need; };
        if (site.services.contains(need) || std::ranges::any_of(wanted, same)) continue;
        if (auto needed = load::find_catalog_entry(need)) collect(*needed, need, site, wanted);
    }
    wanted.push_back({.entry = entry, .service = service});
}

/// The host file with every service of `wanted` and what they need; nothing after the findings were told.
std::optional<std::string> registered(const NewPlace& place, const std::string& path, const std::vector<Wanted>& wanted,
                                      Console& console) {
    Workspace& site = *place.workspace;
    std::optional<std::string> text = site.tree.at(path).bytes;
    std::vector<std::string> names;
    for (const Wanted& one : wanted) {
        names.insert(names.end(), one.entry.needs.begin(), one.entry.needs.end());
        names.push_back(one.service);
    }
    for (const std::string& name : names)
        if (text) text = load::add_service_to_host(path, *text, name, site.sources, site.report);
    if (!text) console.err(render_text(site.sources, site.report, {.colour = console.err_colour}));
    return text;
}

/// Leaves out the shared images that the site has already; says so where they differ.
void keep_images(const std::string& root, load::NewFiles& files, Console& console) {
    for (auto at = files.begin(); at != files.end();) {
        const std::string path = concat(root, "/", at->first);
        if (!at->first.starts_with("images/") || !host::exists(path)) {
            ++at;
            continue;
        }
        if (host::read_own_file(path) != at->second) console.out(concat("kept ", path, ", which differs\n"));
        at = files.erase(at);
    }
}

/// Variables of the site that files of the new services use and nobody sets, once each; their findings leave the report.
std::vector<std::string> take_unset_variables(Workspace& site, const std::vector<Wanted>& wanted) {
    std::vector<std::string> names;
    site.report.remove_if([&](const Diagnostic& finding) {
        if (finding.code != "unresolved-variable" || !finding.help.starts_with("set it under [vars]")) return false;
        const std::string_view path = site.sources.path(finding.at.file);
        const auto in_new = [&](const Wanted& one) { return path.starts_with(concat("services/", one.service, "/")); };
        std::string_view name = site.sources.text(finding.at);  // @@NAME@@
        const size_t begin = name.find("@@");
        if (std::ranges::none_of(wanted, in_new) || begin == std::string_view::npos) return false;
        name = name.substr(begin + 2, name.find("@@", begin + 2) - begin - 2);
        if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
        return true;
    });
    return names;
}

void tell_what_is_left(const CatalogAddOptions& options, const std::vector<Wanted>& wanted,
                       const std::vector<std::string>& unset, Console& console) {
    const std::string at = options.site == "." ? "" : concat(" --site ", options.site);
    std::string left;
    for (const std::string& name : unset)
        left += concat("  nagaya.toml [vars]  ", name, " = \"…\"  # has no value yet\n");
    for (const Wanted& one : wanted) {
        for (const load::CatalogVariable& var : one.entry.vars)
            left += concat("  services/", one.service, "/service.toml [vars]  ", var.name, " = \"", var.value, "\"",
                           var.comment.empty() ? "" : "  # ", var.comment, "\n");
        for (const std::string& secret : one.entry.secrets)
            left += concat("  nagaya secret set ", one.service, " ", secret, at, "  # services/", one.service,
                           "/README.md says what is in it\n");
    }
    if (!left.empty()) console.out(concat("\nyours to fill in:\n", left));
    console.out(concat("\nnext:\n  nagaya check", at, "\n  nagaya plan", at, "\n"));
}

}  // namespace

int catalog_list(Format format, Console& console) {
    const std::vector<CatalogEntry> entries = load::catalog_entries();
    if (format == Format::json) {
        JsonArray rows;
        for (const CatalogEntry& entry : entries) rows.push_back(json(entry));
        console.out(print_json(JsonObject{{"version", 1}, {"entries", std::move(rows)}}, JsonStyle::indented) + "\n");
        return exit_ok;
    }
    size_t width = 0;
    for (const CatalogEntry& entry : entries) width = std::max(width, entry.name.size());
    for (const CatalogEntry& entry : entries) {
        const std::string needs = entry.needs.empty() ? "" : concat("; needs ", join(entry.needs, ", "));
        console.out(
            concat(entry.name, std::string(width + 2 - entry.name.size(), ' '), entry.description, needs, "\n"));
    }
    return exit_ok;
}

int catalog_show(const std::string& name, Format format, Console& console) {
    const auto entry = find_entry(name, console);
    if (!entry) return exit_usage;
    const load::NewFiles files = load::catalog_service_files(name, name);
    if (format == Format::json) {
        JsonObject texts;
        for (const auto& [path, text] : files) texts.emplace_back(path, text);
        console.out(print_json(JsonObject{{"version", 1}, {"entry", json(*entry)}, {"files", std::move(texts)}},
                               JsonStyle::indented) +
                    "\n");
        return exit_ok;
    }
    console.out(load::catalog_readme(name));
    console.out(concat("\nFiles that `nagaya catalog add ", name, "` writes:\n\n"));
    for (const auto& [path, text] : files) console.out(concat("    ", path, "\n"));
    return exit_ok;
}

int catalog_add(const CatalogAddOptions& options, Console& console) {
    const auto entry = find_entry(options.entry, console);
    if (!entry) return exit_usage;
    const std::string service = options.service.empty() ? options.entry : options.service;
    if (!is_service_name(service, console)) return exit_usage;
    const auto place = open_new_place(options.site, options.host, console);
    if (!place) return exit_usage;

    std::vector<Wanted> wanted;
    collect(*entry, service, place->workspace->site, wanted);
    load::NewFiles files;
    for (const Wanted& one : wanted) files.merge(load::catalog_service_files(one.entry.name, one.service));
    const std::string host_path = concat("hosts/", place->host->name, ".toml");
    const auto host_text = registered(*place, host_path, wanted, console);
    if (!host_text) return exit_findings;
    keep_images(options.site, files, console);
    if (const int code = write_new_files(options.site, files, console); code != exit_ok) return code;
    if (auto written = host::replace_file(concat(options.site, "/", host_path), *host_text); !written)
        return tell(written.error(), console);
    for (const Wanted& one : wanted)
        console.out(concat("registered `", one.service, "` in ", options.site, "/", host_path, "\n"));
    auto site = open_site(options.site, options.host);
    if (!site) return tell(site.error(), console);
    check(**site);
    tell_what_is_left(options, wanted, take_unset_variables(**site, wanted), console);
    std::vector<std::string> services;
    for (const Wanted& one : wanted) services.push_back(one.service);
    tell_errors_of_new(**site, services, console);
    return exit_ok;
}

}  // namespace nagaya::app
