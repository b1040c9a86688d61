// The catalogue: ready services that the program carries (docs/catalog.md). catalog/<name>/ has the shape of services/<name>/ in a
// site, with a README.md, and images/<image>/ for shared base images.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "load/site_files.hpp"
#include "model/site.hpp"
#include "model/tree.hpp"

namespace nagaya::load {

/// One embedded file; `path` begins with the entry's name ("git/service.toml").
struct CatalogFile {
    std::string_view path;
    std::string_view bytes;
};

/// Every file, sorted by path. Generated at build time from catalog/.
std::span<const CatalogFile> catalog_files();

/// A variable that an entry leaves to its user.
struct CatalogVariable {
    std::string name;
    std::string value;    ///< as it stands in the entry
    std::string comment;  ///< behind it on its line
};

/// What an entry is and what it asks for, read from its own files by the reader of sites.
struct CatalogEntry {
    std::string name;
    std::string description;                 ///< one line
    std::vector<std::string> needs = {};     ///< services that come first
    std::vector<std::string> secrets = {};   ///< file names below secrets/<service>/
    std::vector<std::string> listens = {};   ///< "http 8080": ports that the world connects to
    std::vector<CatalogVariable> vars = {};  ///< what [vars] sets
};

/// Every entry, by name.
std::vector<CatalogEntry> catalog_entries();
/// The one called `name`.
std::optional<CatalogEntry> find_catalog_entry(std::string_view name);
/// Its README; "" without one.
std::string_view catalog_readme(std::string_view name);

/// The entry's files where they stand in a site, as a service called `service`. A unit that is called like the entry is then called
/// like the service, in its file's name and wherever a file of the entry names it; the rest stays byte for byte.
NewFiles catalog_service_files(std::string_view entry, std::string_view service);

/// Is a file of these bytes a program? Those that begin with "#!" are.
bool is_script(std::string_view bytes);

}  // namespace nagaya::load
