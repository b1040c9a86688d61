#include "app/import_compose.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "compose/site_build.hpp"

namespace nagaya::app {

namespace {

/// The one build of a service is its own image; several are images of the site, if there is one.
void take_builds(const compose::Project& project, const ImportPlace& place, CarriedFiles& carried,
                 compose::QuadletOptions& how, Report& report) {
    const auto builds = compose::find_site_builds(project);
    const auto names = compose::name_images(builds, place.service, true);
    std::set<std::string_view> looked_at;
    for (size_t i = 0; i < builds.size(); ++i) {
        const auto& build = builds[i];
        const std::string image = concat("localhost/", names[i]);
        if (!looked_at.insert(names[i]).second) {
            const auto same = static_cast<size_t>(std::ranges::find(names, names[i]) - names.begin());
            if (how.images.contains(builds[same].service)) how.images[build.service] = image;
            continue;
        }
        std::string to = place.to + "/image";
        if (names[i] != place.service) {
            if (!place.place || place.place->workspace->site.find_image(names[i]) != nullptr) continue;
            to = concat(place.below_site(), "images/", names[i]);
        }
        if (carried.take_build(build, to, report)) how.images[build.service] = image;
    }
}

}  // namespace

int import_project(const ReadProject& read, ImportPlace* place, const Sources& sources, Report& report, bool json,
                   Console& console) {
    const compose::Project& project = read.project;
    const auto refuse = [&] {
        const compose::Quadlets none;
        print_import(none, sources, report, json, console);
        return exit_findings;
    };
    if (!project.good) return refuse();
    if (place == nullptr) {
        const auto units = compose::lower_project(project, {}, report);
        return units.units.empty() && report.has_errors() ? refuse()
                                                          : print_import(units, sources, report, json, console);
    }
    NewImport made{.files = {},
                   .left = {},
                   .units = {},
                   .secrets = {},
                   .description = concat(place->service, ", from ", read.from)};
    compose::QuadletOptions how{.site = true};
    CarriedFiles carried(project, read.files.read_paths());
    carried.take_mounted(place->to, how);
    take_builds(project, *place, carried, how, report);
    if (read.has_directory) carried.tell_rest();
    made.units = compose::lower_project(project, how, report);
    if (made.units.units.empty() && report.has_errors()) return refuse();
    for (const auto& secret : made.units.secrets)
        made.secrets.emplace(secret.name, secret.file.empty() ? "" : read.files.shown(secret.file));
    made.files = carried.files();
    made.left = carried.left();
    return write_import(*place, std::move(made), sources, report, json, console);
}

int import_compose(const ImportComposeOptions& options, Console& console) {
    compose::ProjectOptions wanted;
    std::optional<ImportPlace> place;
    if (!options.target.to.empty()) {
        place = find_import_place(options.target, console);
        if (!place) return exit_findings;
    }
    if (!find_compose_project(options.source, wanted, console)) return exit_usage;
    if (place && wanted.name.empty()) wanted.name = place->service;
    Sources sources;
    ComposeFiles files(sources);
    Report report;
    compose::Project project;
    compose::load_project(wanted, sources, files, report, project);
    return import_project({.project = project, .files = files, .from = "a Compose file", .has_directory = true},
                          place ? &*place : nullptr, sources, report, options.target.json, console);
}

}  // namespace nagaya::app
