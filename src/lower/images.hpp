// Images that are built from the tree: their keys and references.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/source.hpp"
#include "model/site.hpp"

namespace nagaya::lower {

/// Content keys of the site's images, each computed once. A key names exactly the files of the build context and the keys of
/// the bases, so an image whose reference is there need not be built.
class ImageKeys {
public:
    ImageKeys(const model::Site& site, const Sources& sources) : site_(site), sources_(sources) {}

    /// "localhost/<name>:<first 12 digits of the key>"; the site has an image of this name.
    std::string reference(std::string_view name);

private:
    const std::string& key(std::string_view name);

    const model::Site& site_;
    const Sources& sources_;
    std::map<std::string, std::string, std::less<>> keys_;
};

/// The name N of "localhost/N", "localhost/N:latest" or the reference of N, if the site has that image; else "".
std::string site_image(const model::Site& site, ImageKeys& keys, std::string_view reference);

struct Lowering;

/// The images that the units of each service use, and those that these are built on: resources, and the build contexts.
void lower_images(Lowering& lowering);

}  // namespace nagaya::lower
