// What every import of one service has in common: where it goes, what is written there, and what the user hears.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/carried_files.hpp"
#include "app/console.hpp"
#include "app/create.hpp"
#include "compose/quadlet.hpp"

namespace nagaya::app {

/// How the user wants it.
struct ImportTarget {
    std::string to;    ///< the service's new directory, "services/shop"; "" = print
    std::string host;  ///< of the site, which shall run it; "" = the only one
    bool json = false;
};

/// A directory that has nothing in it yet.
struct ImportPlace {
    std::string to;       ///< without a "/" at its end
    std::string service;  ///< "shop": its last part
    /// The site that it is in, and the host; nothing when it is in none.
    std::optional<NewPlace> place = {};

    /// What stands before paths of the site: "" or "../site/".
    std::string below_site() const;
};

/// Nothing after it was told why: something is there, the name is none for a service, the host is not clear.
std::optional<ImportPlace> find_import_place(const ImportTarget& target, Console& console);

/// The parts of a new service.
struct NewImport {
    NewFiles files;
    std::vector<LeftBehind> left;
    compose::Quadlets units;
    /// Podman secrets of the project: name → the file that it is in now, or "".
    std::map<std::string, std::string> secrets;
    std::string description;
};

/// Writes it with its service.toml, which declares its ports, data and secrets; registers it with the host; tells what was found, what was left behind and what comes
/// next. Before the first file it looks whether one is there already.
int write_import(ImportPlace& place, NewImport made, const Sources& sources, const Report& report, bool json,
                 Console& console);

/// Prints the units instead.
int print_import(const compose::Quadlets& made, const Sources& sources, const Report& report, bool json,
                 Console& console);

}  // namespace nagaya::app
