// containers-storage's list of images: <graphroot>/<driver>-images/images.json. Pure; the file belongs to an account, so it is
// read as anything a stranger wrote.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace nagaya::host {

struct StoredImage {
    std::string id;      ///< 64 hex digits
    std::string digest;  ///< "sha256:…" of the manifest; may be ""
    std::vector<std::string> names;
    bool operator==(const StoredImage&) const = default;
};

/// At most 100,000 images and 1,000 names of each.
Result<std::vector<StoredImage>> parse_images_index(std::string_view json);

/// Is the image that `reference` names among them? A reference without tag means `:latest`, one without registry any
/// registry's, one with `@sha256:…` that very digest, and 64 hex digits an id.
bool has_image(const std::vector<StoredImage>& images, std::string_view reference);

/// The same image, or null.
const StoredImage* find_image(const std::vector<StoredImage>& images, std::string_view reference);

/// Does each of `tags` name the image that `reference` names?
bool has_tags(const std::vector<StoredImage>& images, std::string_view reference, const std::vector<std::string>& tags);

}  // namespace nagaya::host
