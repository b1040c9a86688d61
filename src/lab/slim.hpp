// Small Debian images in the OCI image layout (github.com/opencontainers/image-spec, image-layout.md), from Debian packages.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "lab/recipe.hpp"

namespace nagaya::lab {

/// Makes one image at `directory`, an OCI layout with the one reference "image".
Result<> make_slim_image(const SlimImage& image, const std::string& directory, const std::string& mirror,
                         const std::function<bool()>& give_up, const std::function<void(std::string_view)>& say);

}  // namespace nagaya::lab
