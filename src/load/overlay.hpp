// One site for several stages: what a stage puts over the common files, and how its files are told from others by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "syntax/toml.hpp"

namespace nagaya::load {

/// Tables merge, everything else (also a list of tables) replaces what stood there.
void merge_toml(syntax::TomlTable& base, syntax::TomlTable overlay);

/// A file's or directory's name and the stage it is for.
struct StagedName {
    std::string name;        ///< without the stage
    std::string_view stage;  ///< "" = for every stage; a view into the name that was asked
};

/// "service.production.toml" → "service.toml" for production.
StagedName staged_manifest(std::string_view file);
/// "files.production" → "files" for production.
StagedName staged_files(std::string_view directory);
/// "web.production.container.d" → "web.container.d" for production, when `is_stage` knows the word; the stem of a unit may have
/// dots of its own.
template <class IsStage>
StagedName staged_drop_in(std::string_view directory, const IsStage& is_stage) {
    const std::string_view unit = directory.substr(0, directory.size() - 2);  // without ".d"
    const size_t type = unit.rfind('.');
    const size_t stage = type == std::string_view::npos || type == 0 ? type : unit.rfind('.', type - 1);
    if (type == std::string_view::npos || stage == std::string_view::npos || stage >= type ||
        !is_stage(unit.substr(stage + 1, type - stage - 1))) {
        return {std::string(directory), {}};
    }
    std::string name(unit.substr(0, stage));
    name += directory.substr(type);
    return {std::move(name), unit.substr(stage + 1, type - stage - 1)};
}

}  // namespace nagaya::load
