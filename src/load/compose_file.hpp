// services/<name>/compose.yaml: a Compose project as the definition of a service.
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "load/reading.hpp"

namespace nagaya::load {

/// compose.yaml, compose.yml, docker-compose.yaml, docker-compose.yml, and compose.override.… beside them.
bool is_compose_name(std::string_view name);

/// What a Compose project adds to a service.
struct ComposeParts {
    std::vector<model::UnitSource> units;
    std::vector<model::ConfigFile> files;
    std::vector<model::Data> data;
    std::vector<model::Secret> secrets;  ///< what containers get of Podman
    std::optional<model::ImageSource>
        image;            ///< what the project builds, as the service's own; others go to `Reading::images`
    bool failed = false;  ///< the project has errors, so it is not known which files it uses
};

/// Reads the project of `entries` (files of one service's directory) and lowers it to Quadlet units, whose findings point into the Compose file.
/// Variables come from `.env` beside it and from nowhere else; `service` is what service.toml says: its name, the active profiles, its secrets. Builds of the
/// tree become images; `has_image` tells of an image/ beside it. `used` gets the entries of the tree that it reads or mounts.
ComposeParts read_compose(Reading& reading, const model::Service& service, const std::vector<const TreeEntry*>& entries,
                          bool has_image, std::set<const TreeEntry*>& used);

/// Adds them to the service; a unit or data that stands there already wins, and two units of one name are an error.
void take_compose(ComposeParts parts, model::Service& service, Report& report);

}  // namespace nagaya::load
