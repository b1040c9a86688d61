#include "host/images_index.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

namespace nagaya::host {
namespace {

constexpr size_t most_images = 100'000;
constexpr size_t most_names = 1'000;

/// "name:tag", with the tag that is meant when there is none.
std::string with_tag(std::string_view reference) {
    const size_t slash = reference.rfind('/');
    const size_t colon = reference.rfind(':');
    const bool has_tag = colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
    return has_tag ? std::string(reference) : concat(reference, ":latest");
}

/// Does the first component look like a registry ("docker.io", "localhost", "host:5000")?
bool has_registry(std::string_view reference) {
    const size_t slash = reference.find('/');
    if (slash == std::string_view::npos) return false;
    const std::string_view first = reference.substr(0, slash);
    return first == "localhost" || first.contains('.') || first.contains(':');
}

bool same_name(std::string_view stored, std::string_view wanted) {
    if (stored == wanted) return true;
    return !has_registry(wanted) && stored.size() > wanted.size() + 1 && stored.ends_with(wanted) &&
           stored[stored.size() - wanted.size() - 1] == '/';
}

/// A name without tag and digest.
std::string_view repository(std::string_view name) {
    name = name.substr(0, name.find('@'));
    const size_t slash = name.rfind('/');
    const size_t colon = name.rfind(':');
    return colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash) ? name.substr(0, colon)
                                                                                                 : name;
}

bool has_digest(const StoredImage& image, std::string_view reference, size_t at) {
    const std::string_view digest = reference.substr(at + 1);
    for (const std::string& name : image.names) {
        const bool right = image.digest == digest || name.ends_with(concat("@", digest));
        if (right && same_name(repository(name), repository(reference))) return true;
    }
    return false;
}

}  // namespace

Result<std::vector<StoredImage>> parse_images_index(std::string_view json) {
    const Json root = TRY(parse_json(json));
    std::vector<StoredImage> images;
    if (root.array().size() > most_images) return fail(ErrorKind::limit, "more than 100,000 images");
    for (const Json& entry : root.array()) {
        StoredImage image{
            .id = std::string(entry["id"].text()), .digest = std::string(entry["digest"].text()), .names = {}};
        for (const Json& name : entry["names"].array())
            if (image.names.size() < most_names && !name.text().empty()) image.names.emplace_back(name.text());
        if (!image.id.empty()) images.push_back(std::move(image));
    }
    return images;
}

bool has_image(const std::vector<StoredImage>& images, std::string_view reference) {
    return find_image(images, reference) != nullptr;
}

bool has_tags(const std::vector<StoredImage>& images, std::string_view reference,
              const std::vector<std::string>& tags) {
    const StoredImage* image = find_image(images, reference);
    for (const std::string& tag : tags) {
        const StoredImage* tagged = find_image(images, tag);
        if (image == nullptr || tagged == nullptr || tagged->id != image->id) return false;
    }
    return true;
}

const StoredImage* find_image(const std::vector<StoredImage>& images, std::string_view reference) {
    const size_t at = reference.find('@');
    const std::string tagged = at == std::string_view::npos ? with_tag(reference) : std::string();
    for (const StoredImage& image : images) {
        if (image.id == reference) return &image;
        if (at != std::string_view::npos) {
            if (has_digest(image, reference, at)) return &image;
            continue;
        }
        for (const std::string& name : image.names)
            if (same_name(name, tagged)) return &image;
    }
    return nullptr;
}

}  // namespace nagaya::host
