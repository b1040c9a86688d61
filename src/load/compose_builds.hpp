// What a service's Compose file builds, as images of the site.
#pragma once

#include <set>
#include <string_view>

#include "compose/quadlet.hpp"
#include "load/compose_file.hpp"
#include "load/reading.hpp"

namespace nagaya::load {

struct BuildingProject {
    const model::Service& service;
    const compose::Project& project;
    std::string_view root;  ///< what stands before the tree's paths in the project
    bool has_image;         ///< there is an image/ in the service's directory
};

/// Makes an image of each build whose context is in the service's directory or in images/, and tells `options` what it is called. `used` gets the entries
/// of the tree that they read.
void take_builds(Reading& reading, const BuildingProject& building, std::set<const TreeEntry*>& used,
                 compose::QuadletOptions& options, ComposeParts& parts);

}  // namespace nagaya::load
