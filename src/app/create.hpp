// nagaya init and nagaya new service.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/console.hpp"
#include "app/workspace.hpp"
#include "load/site_files.hpp"

namespace nagaya::app {

/// Writes a small site into `directory` (made when missing) that applies as it is. Refuses a directory that already has a nagaya.toml, and never
/// overwrites a file.
int init(const std::string& directory, Console& console);

struct NewServiceOptions {
    std::string site = ".";
    std::string name;
    std::string host;   ///< which host runs it; "" = the only one
    std::string image;  ///< "" = built from image/Containerfile
    uint16_t port = 0;  ///< what the world connects to; 0 = none
    uint16_t container_port = 8080;
};

/// Writes services/<name>/ and adds the name to the host's list of services, keeping that file's comments.
int new_service(const NewServiceOptions& options, Console& console);

// What this shares with `nagaya catalog add`.

/// A site that gets a new service, and the host that shall run it (in the workspace's site).
struct NewPlace {
    std::unique_ptr<Workspace> workspace;
    const model::Host* host;
};

/// Opens the site in `root`; nothing after it was told that there is none, or that it is not clear which host is meant.
std::optional<NewPlace> open_new_place(const std::string& root, const std::string& host, Console& console);

/// The host's file with one more service in its list, to be written when all else is.
struct Registration {
    std::string path;  ///< "./hosts/mouse.toml"
    std::string text;
};
/// Nothing after it was told why the file cannot be changed.
std::optional<Registration> register_service(NewPlace& place, const std::string& service, Console& console);

/// May a new service be called so? If not, it was told why.
bool is_service_name(const std::string& name, Console& console);

/// Letters, digits and dashes of a directory's or machine's name, so that it can name a site or a host.
std::string as_name(std::string_view text, std::string_view otherwise);

/// Writes every file or none: an existing one is found before the first is written. Scripts become executable, and so do `executables`.
int write_new_files(const std::string& root, const load::NewFiles& files, Console& console,
                    const std::set<std::string>& executables = {});

/// Prints the errors of the site, checked, that are in files of the new services or have to do with them.
void tell_errors_of_new(Workspace& site, const std::vector<std::string>& services, Console& console);

}  // namespace nagaya::app
