// What env files and label files add to services.
#pragma once

#include "compose/project.hpp"

namespace nagaya::compose {

/// Merges the `env_file`s of the services of `merged` into the environments of the normal form, and `label_file`s into its labels. Without `variables`
/// the `env_file`s are only named, and what has no value stays so.
void resolve_service_environment(const Value& merged, bool variables, Project& project, Sources& sources, Files& files,
                                 Report& report);

}  // namespace nagaya::compose
