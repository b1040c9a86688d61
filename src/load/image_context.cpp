// image/ and images/<name>/: the files of a build, and what its Containerfile builds on.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "load/names.hpp"
#include "load/reading.hpp"
#include "syntax/containerfile.hpp"

namespace nagaya::load {

namespace {

/// "localhost/N", "localhost/N:latest" → N.
std::optional<std::string> site_image(std::string_view reference) {
    constexpr std::string_view local = "localhost/";
    if (!reference.starts_with(local)) return std::nullopt;
    reference.remove_prefix(local.size());
    reference = reference.substr(0, reference.find_first_of(":@"));
    if (!is_name(reference)) return std::nullopt;
    return std::string(reference);
}

std::vector<std::string> bases_of(Reading& reading, FileId containerfile) {
    std::set<std::string> names;
    for (const std::string& reference :
         syntax::base_images(syntax::parse_containerfile(reading.sources, containerfile, reading.report))) {
        if (auto name = site_image(reference)) names.insert(std::move(*name));
    }
    return {names.begin(), names.end()};
}

}  // namespace

model::ImageSource read_image(Reading& reading, std::string name, std::string directory,
                              const std::vector<ContextFile>& files) {
    model::ImageSource image{.name = std::move(name), .directory = std::move(directory)};
    const model::ConfigFile* containerfile = nullptr;
    image.files.reserve(files.size());
    for (const ContextFile& file : files) {
        if (file.text)
            image.files.push_back({.path = std::string(file.path), .file = *file.text});
        else if (auto config = read_config_file(reading, *file.entry, file.path))
            image.files.push_back(std::move(*config));
    }
    // buildah looks for Containerfile first, then for Dockerfile (buildah-build(1)).
    for (std::string_view wanted : {"Containerfile", "Dockerfile"}) {
        auto found = std::ranges::find(image.files, wanted, &model::ConfigFile::path);
        if (found == image.files.end() || containerfile != nullptr) continue;
        containerfile = &*found;
    }
    if (containerfile == nullptr || containerfile->binary) {
        image.containerfile = start_of(files.empty() ? FileId{} : reading.sources.add(files.front().entry->first, {}));
        const bool unread = std::ranges::any_of(files, [](const ContextFile& file) {
            return (file.path == "Containerfile" || file.path == "Dockerfile") && !file.entry->second.problem.empty();
        });
        if (!unread) {
            reading.report.add({.code = "missing-containerfile",
                                .message = concat(in_backticks(image.directory), " has no Containerfile"),
                                .at = image.containerfile,
                                .help = concat("write ", image.directory, "/Containerfile, or remove the directory")});
        }
        return image;
    }
    const std::string_view text = reading.sources.text(containerfile->file);
    image.containerfile = {containerfile->file, 0, static_cast<uint32_t>(text.size())};
    image.bases = bases_of(reading, containerfile->file);
    return image;
}

}  // namespace nagaya::load
