// The Containerfiles of a site, for the rules about images.
#pragma once

#include <vector>

#include "lint/context.hpp"
#include "syntax/containerfile.hpp"

namespace nagaya::lint {

/// Calls each(source, instructions) for every image that the site builds: those of images/ and those of services, by name.
template <class Each>
void each_image(const Context& context, const Each& each) {
    const auto read = [&](const model::ImageSource& image) {
        if (image.containerfile.begin == image.containerfile.end) return;
        Report ignored;  // its mistakes are found when the site is read
        each(image, syntax::parse_containerfile(context.sources(), image.containerfile.file, ignored));
    };
    for (const auto& [name, image] : context.site().images) read(image);
    for (const auto& [name, service] : context.site().services)
        if (service.image) read(*service.image);
}

}  // namespace nagaya::lint
