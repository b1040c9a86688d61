// A Compose project: its files read, merged, checked and brought to the normal form (what `docker compose config` prints).
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/bind.hpp"
#include "compose/environment.hpp"
#include "compose/files.hpp"
#include "compose/value.hpp"
#include "syntax/yaml.hpp"

namespace nagaya::compose {

struct ProjectOptions {
    std::vector<std::string>
        files{};  ///< absolute, in the order they are laid on each other; at least one, unless one is given
    const Value* given = nullptr;          ///< a file that is read already, instead of `files`
    std::string directory{};               ///< absolute; what relative paths are relative to
    std::string home = "/root";            ///< what `~` is
    std::string name{};                    ///< "" = from the files, or from the directory
    std::vector<std::string> profiles{};   ///< active ones; "*" for all
    std::vector<std::string> env_files{};  ///< absolute; none: `.env` of the directory, if there is one
    bool usual_env = true;                 ///< whether that `.env` counts
    Environment environment{};             ///< wins over the env files
    Form form = Form::yaml;
    bool interpolate = true;
    bool normalise = true;
    bool resolve_paths = true;
    bool consistent = true;  ///< whether to check that what is named exists
    bool service_environment =
        true;  ///< give services what their env files and the caller's variables say; otherwise the files are named
    bool unused_resources = false;  ///< keep networks, volumes, … that no service uses
};

/// Everything below lives as long as the project; it does not move.
struct Project {
    std::string name;
    std::string directory;
    Environment environment;  ///< of the caller and the env files
    Value file;               ///< the normal form; without interpolation the merged file
    Value disabled;           ///< a mapping of the services that no active profile has
    bool good = false;        ///< no errors: the reference would accept it

    Texts texts;
    std::deque<syntax::YamlStream> trees;
};

/// Reads the project into `project`. The user's mistakes are reported, and reading goes on as far as there is something to go on
/// with.
void load_project(const ProjectOptions& options, Sources& sources, Files& files, Report& report, Project& project);

/// Leaves only the services of these names and those they depend on, with the networks, volumes, secrets and configs that these use unless `unused_resources`. False
/// and the project as it was when it has no service of some name, which is then in `unknown`. A service of a profile that is not active counts as missing.
bool select_services(Project& project, const std::vector<std::string>& names, bool unused_resources,
                     std::string& unknown);

/// A name as the reference makes it of a directory's: small letters, digits, `-` and `_`, beginning with a letter or digit.
std::string normalise_name(std::string_view name);

/// The normal form as YAML or JSON text; dollars are doubled so that it can be read again, unless nothing was interpolated.
std::string print_project(const Project& project, const ProjectOptions& options);

}  // namespace nagaya::compose
