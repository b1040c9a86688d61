// nagaya compose: what a Compose project means, without an engine.
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"
#include "compose/project.hpp"

namespace nagaya::app {

/// What the user says about a Compose project; the rest comes from the environment, as the reference takes it (COMPOSE_FILE,
/// COMPOSE_PROFILES, COMPOSE_PROJECT_NAME, COMPOSE_ENV_FILES).
struct ComposeSource {
    std::vector<std::string> files;  ///< none: compose.yaml and its override, here or above
    std::vector<std::string> profiles;
    std::vector<std::string> env_files;
    std::string directory;  ///< "" = the first file's
    std::string name;
    std::vector<std::string> variables;  ///< "NAME=value" each, of the process
};

struct ComposeConfigOptions {
    ComposeSource source;
    bool json = false;
    bool quiet = false;
    bool interpolate = true;
    bool normalise = true;
    bool resolve_paths = true;
    bool consistent = true;
    bool unused_resources = false;
    std::vector<std::string> services;  ///< only these and what they depend on; none: all
    /// "services", "volumes", "networks", "models", "profiles", "images": only these names; "variables", "environment": these.
    std::string list;
    std::string hashes;  ///< print hashes of these services, joined by commas, or of all for "*"; "" = do not
    std::string output;  ///< "" = standard output
};

/// Prints the project's normal form, or what is wrong with it (on standard error, exit_findings).
int compose_config(const ComposeConfigOptions& options, Console& console);

/// Fills the project's options from what the user says; false after it was told that there is no file.
bool find_compose_project(const ComposeSource& source, compose::ProjectOptions& options, Console& console);

}  // namespace nagaya::app
