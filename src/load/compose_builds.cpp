#include "load/compose_builds.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "compose/site_build.hpp"
#include "load/made_text.hpp"
#include "load/names.hpp"
#include "syntax/made_file.hpp"

namespace nagaya::load {

namespace {

class Builds {
public:
    Builds(Reading& reading, const BuildingProject& building, std::set<const TreeEntry*>& used)
        : reading_(reading), building_(building), used_(used) {
        if (const auto* secrets = building.project.file.find("secrets"))
            for (const auto& entry : secrets->entries) secrets_.insert(entry.value.text_of("file"));
    }

    bool is_in_reach(std::string_view path) const {
        const std::string& own = building_.project.directory;
        return path == own || path.starts_with(own + "/") || path.starts_with(concat(building_.root, "/images/"));
    }

    /// The image of a build in reach. Without its Containerfile, which is told, it has no files.
    model::ImageSource read(const compose::SiteBuild& build, const std::string& name) {
        const std::string directory = build.context.substr(building_.root.size() + 1);
        const TreeEntry* chosen = find_containerfile(build);
        if (chosen == nullptr && build.inline_text.empty()) {
            reading_.report.add(
                {.code = "missing-containerfile",
                 .message = concat(in_backticks(build.dockerfile.substr(building_.root.size() + 1)),
                                   " is not there, and the build of ", in_backticks(build.service), " reads it"),
                 .at = build.at,
                 .help = "write it, or name another one: `dockerfile`"});
            // Nothing to read there, but a place to point to.
            const Span at = {.file = build.at.file, .begin = build.at.begin, .end = build.at.begin};
            return {.name = name, .directory = directory, .containerfile = at};
        }
        std::vector<ContextFile> files = context_of(build, chosen, directory + "/");
        ContextFile containerfile{.entry = chosen, .path = "Containerfile", .text = changed_text(build, chosen, name)};
        files.push_back(containerfile);
        return read_image(reading_, name, directory, files);
    }

private:
    const TreeEntry* find(std::string_view path) const {
        if (!is_in_reach(path)) return nullptr;
        const auto found = reading_.tree.find(std::string(path.substr(building_.root.size() + 1)));
        return found != reading_.tree.end() ? &*found : nullptr;
    }

    const TreeEntry* find_containerfile(const compose::SiteBuild& build) {
        if (!build.inline_text.empty()) return nullptr;
        const TreeEntry* chosen = find(build.dockerfile);
        // Podman's own name for it, where nobody named one.
        if (chosen == nullptr && build.dockerfile == build.context + "/Dockerfile")
            chosen = find(build.context + "/Containerfile");
        if (chosen != nullptr) used_.insert(chosen);
        return chosen;
    }

    /// What is below `start`, less the Containerfiles.
    std::vector<ContextFile> context_of(const compose::SiteBuild& build, const TreeEntry* chosen,
                                        const std::string& start) {
        const bool whole = build.context == building_.project.directory;
        const std::string own_ignore = chosen != nullptr ? chosen->first + ".dockerignore" : std::string();
        const bool has_own_ignore = reading_.tree.contains(own_ignore);
        std::vector<ContextFile> files;
        for (auto at = reading_.tree.lower_bound(start); at != reading_.tree.end() && at->first.starts_with(start);
             ++at) {
            const std::string_view path = std::string_view(at->first).substr(start.size());
            if (secrets_.contains(concat(building_.root, "/", at->first))) continue;
            // The service's own files are no part of its image, and `.env` may have passwords.
            if (whole && (path == ".env" || path == "service.toml" || is_compose_name(path))) continue;
            used_.insert(&*at);
            if (&*at == chosen || path == "Containerfile" || path == "Dockerfile") continue;
            // Podman knows no other name.
            if (has_own_ignore && (path == ".dockerignore" || path == ".containerignore")) continue;
            files.push_back({.entry = &*at, .path = at->first == own_ignore ? ".dockerignore" : path});
        }
        return files;
    }

    /// The text of the Containerfile when it is not that of the file.
    std::optional<FileId> changed_text(const compose::SiteBuild& build, const TreeEntry* chosen,
                                       const std::string& name) {
        std::string before = build.inline_text;
        MadeText made{.origins = {}, .project = building_.project.name, .unit = ""};
        if (chosen != nullptr) {
            if (!chosen->second.problem.empty() || !is_text(chosen->second.bytes)) return std::nullopt;
            before = chosen->second.bytes;
        }
        std::string text = compose::with_build_options(before, build, reading_.report);
        if (chosen != nullptr && text == before) return std::nullopt;
        const auto lines = static_cast<size_t>(std::ranges::count(before, '\n'));
        if (chosen != nullptr) {
            const FileId file = reading_.sources.add(chosen->first, before);
            for (size_t begin = 0; made.origins.size() < lines;) {
                const size_t end = before.find('\n', begin);
                made.origins.push_back({file, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
                begin = end + 1;
            }
        }
        // The last one is that of all further lines.
        made.origins.push_back(build.at);
        const FileId file = reading_.sources.add(syntax::made_path(concat("images/", name, "/Containerfile")), text);
        remember_origins(reading_, file, std::move(made));
        return file;
    }

    Reading& reading_;
    const BuildingProject& building_;
    std::set<const TreeEntry*>& used_;
    std::set<std::string_view> secrets_;
};

}  // namespace

void take_builds(Reading& reading, const BuildingProject& building, std::set<const TreeEntry*>& used,
                 compose::QuadletOptions& options, ComposeParts& parts) {
    Builds images(reading, building, used);
    std::vector<compose::SiteBuild> builds = compose::find_site_builds(building.project);
    std::erase_if(builds, [&](const compose::SiteBuild& build) {
        return !images.is_in_reach(build.context) ||
               (build.inline_text.empty() && !images.is_in_reach(build.dockerfile));
    });
    const std::string& own = building.service.name;
    const bool free = !building.has_image || std::ranges::all_of(builds, [&](const compose::SiteBuild& build) {
        return build.context == building.project.directory + "/image";
    });
    const auto names = compose::name_images(builds, own, free);
    std::set<std::string_view> read;
    for (size_t i = 0; i < builds.size(); ++i) {
        options.images.emplace(builds[i].service, concat("localhost/", names[i]));
        if (!read.insert(names[i]).second) continue;
        model::ImageSource image = images.read(builds[i], names[i]);
        if (names[i] == own)
            parts.image = std::move(image);
        else if (!reading.images.emplace(names[i], std::move(image)).second)
            reading.report.add({.code = "compose-unit",
                                .message = concat("the Compose file of another service builds an image that is called ",
                                                  in_backticks(names[i]), ", too"),
                                .at = builds[i].at,
                                .help = "rename one of the services"});
    }
}

}  // namespace nagaya::load
