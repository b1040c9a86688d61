// A Compose project as Quadlet files for Podman 5.4 (podman-systemd.unit(5)): one .container for each container, with the networks, volumes
// and builds it needs. What has no counterpart is said at its line, and left out.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/project.hpp"

namespace nagaya::compose {

/// One file and where each of its lines comes from.
struct QuadletFile {
    std::string name;  ///< "shop-db.container"
    std::string text;
    std::vector<Span> origins;  ///< of line 1, 2, …; as many as the text has lines
};

/// A file that containers mount: a config or an inline Containerfile.
struct CarriedFile {
    std::string path;  ///< below the service's files/
    std::string text;
    Span at;
};

/// A directory of the project that a container mounts.
struct BoundPath {
    std::string path;  ///< below the project's directory
    Span at;
};

/// A secret that containers get: what it is called in Podman, and where its text stands in clear.
struct UsedSecret {
    std::string name;
    std::string file;  ///< absolute; "" when it is none
    Span at;           ///< where the file says so
};

struct QuadletOptions {
    /// Directories below the project become data of the service, and files that come along are found where nagaya puts them: paths begin
    /// with @@DATA_PATH@@ and @@FILES_PATH@@. Otherwise they are absolute, as on this machine.
    bool site = false;
    /// Paths below the project's directory that come along as files (of a site).
    std::set<std::string, std::less<>> carried{};
    /// Of a site: where paths of its tree begin, and what `~` was read as. The rest of the tree is on no host, and `~` is the account's home. Empty: both
    /// are paths of this machine.
    std::string tree{};
    /// Services whose image the site builds, and what it is called there ("localhost/shop"): they get no .build.
    std::map<std::string, std::string, std::less<>> images{};
    std::string home{};
    /// Of a site: what service.toml says of a port that is published on all addresses: "80/tcp" → "@@PUBLISH_HTTP@@", or "" when nothing is published.
    std::map<std::string, std::string, std::less<>> ports{};
    /// Of a site: secrets that every container has as /run/secrets/NAME anyway.
    std::set<std::string, std::less<>> mounted_secrets{};
};

struct Quadlets {
    std::vector<QuadletFile> units;  ///< sorted by name
    std::vector<CarriedFile> files;
    std::vector<BoundPath> data;         ///< of a site: directories that must be there
    std::vector<UsedSecret> secrets;     ///< of a site: Podman must have them; each once
    std::vector<std::string> variables;  ///< names whose values came from the environment; the units hold the values
};

/// Does this key of a build say how to go about it, so that the same image comes of it without? "no_cache", "cache_from", …
bool is_way_of_building(std::string_view key);

/// Files that containers want although they do not mount them, absolute: seccomp profiles.
std::vector<std::string> unmounted_files(const Project& project);

/// Lowers the normal form of a good project (Form::yaml). Losses are warnings (code "compose-loss"), advice notes ("compose-advice"). Of
/// a project with a value that no unit can say (a byte 0) nothing is made: that is an error.
Quadlets lower_project(const Project& project, const QuadletOptions& options, Report& report);

}  // namespace nagaya::compose
