#include "host/unneeded_images.hpp"

#include <algorithm>
#include <map>

#include "base/json.hpp"
#include "base/text.hpp"
#include "host/images_index.hpp"

namespace nagaya::host {
namespace {

constexpr size_t most_images = 100'000;

bool is_id(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::map<std::string, const ImageFacts*> by_id(const std::vector<ImageFacts>& images) {
    std::map<std::string, const ImageFacts*> out;
    for (const ImageFacts& image : images) out.emplace(image.id, &image);
    return out;
}

bool may_go(const ImageFacts& image, const Needed& needed) {
    if (image.time >= needed.younger_than || needed.used.contains(image.id)) return false;
    if (!needed.repositories) return true;
    return !image.names.empty() && std::ranges::all_of(image.names, [&](const std::string& name) {
        return needed.repositories->contains(repository_of(name));
    });
}

}  // namespace

std::string repository_of(std::string_view reference) {
    reference = reference.substr(0, reference.find('@'));
    const size_t slash = reference.rfind('/');
    const size_t colon = reference.rfind(':');
    const bool has_tag = colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
    return std::string(reference.substr(0, has_tag ? colon : reference.size()));
}

Result<std::vector<ImageFacts>> parse_image_list(std::string_view json) {
    const Json root = TRY(parse_json(json));
    if (root.array().size() > most_images) return fail(ErrorKind::limit, "more than 100,000 images");
    std::vector<ImageFacts> out;
    std::set<std::string> seen;
    for (const Json& entry : root.array()) {
        ImageFacts image{.id = std::string(entry["Id"].text()),
                         .parent = std::string(entry["ParentId"].text()),
                         .digest = std::string(entry["Digest"].text()),
                         .names = {},
                         .bytes = static_cast<uint64_t>(std::max<int64_t>(entry["Size"].number(), 0)),
                         .time = entry["Created"].number()};
        for (const Json& name : entry["Names"].array()) image.names.emplace_back(name.text());
        if (!is_id(image.id)) return fail(ErrorKind::malformed, "an image without an id");
        // An image with several names can be listed several times.
        if (seen.insert(image.id).second) out.push_back(std::move(image));
    }
    return out;
}

Result<std::set<std::string>> parse_used_images(std::string_view json) {
    const Json root = TRY(parse_json(json));
    std::set<std::string> out;
    for (const Json& entry : root.array())
        if (!entry["ImageID"].text().empty()) out.emplace(entry["ImageID"].text());
    return out;
}

std::vector<ImageFacts> unneeded_images(const std::vector<ImageFacts>& images, const Needed& needed) {
    const std::map<std::string, const ImageFacts*> known = by_id(images);
    std::vector<StoredImage> stored;
    for (const ImageFacts& image : images)
        stored.push_back({.id = image.id, .digest = image.digest, .names = image.names});
    std::set<std::string> staying;
    const auto stay = [&](std::string id) {
        // Up to what it was built on; one that stays already has been walked from.
        while (!id.empty() && staying.insert(id).second) {
            const auto found = known.find(id);
            id = found == known.end() ? "" : found->second->parent;
        }
    };
    for (const std::string& reference : needed.references)
        if (const StoredImage* image = find_image(stored, reference)) stay(image->id);
    for (const ImageFacts& image : images)
        if (!may_go(image, needed)) stay(image.id);
    std::vector<std::pair<size_t, ImageFacts>> going;
    for (const ImageFacts& image : images) {
        if (staying.contains(image.id)) continue;
        size_t depth = 0;
        for (auto at = known.find(image.parent); at != known.end() && depth <= images.size(); ++depth)
            at = known.find(at->second->parent);
        going.emplace_back(depth, image);
    }
    std::ranges::stable_sort(going, std::greater<>(), &std::pair<size_t, ImageFacts>::first);
    std::vector<ImageFacts> out;
    for (auto& [depth, image] : going) out.push_back(std::move(image));
    return out;
}

}  // namespace nagaya::host
