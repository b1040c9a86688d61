// nagaya catalog: ready services that the program carries (docs/catalog.md).
#pragma once

#include <string>

#include "app/check.hpp"
#include "app/console.hpp"

namespace nagaya::app {

/// Every entry: its name, one line, and what it needs.
int catalog_list(Format format, Console& console);

/// An entry's README and the files that `catalog add` would write.
int catalog_show(const std::string& name, Format format, Console& console);

struct CatalogAddOptions {
    std::string site = ".";
    std::string entry;
    std::string service;  ///< what it is called in the site; "" = like the entry
    std::string host;     ///< which host runs it; "" = the only one
};

/// Writes services/<service>/ and registers it with the host, and so each service of the catalogue that it needs and the site does not
/// have. Overwrites nothing, but leaves a shared base image that is there already. Then says what is left to the user.
int catalog_add(const CatalogAddOptions& options, Console& console);

}  // namespace nagaya::app
