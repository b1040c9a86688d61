// What comes along when a Compose project of this machine becomes a service: the files that it mounts and builds.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "compose/quadlet.hpp"
#include "compose/site_build.hpp"
#include "host/files_directory.hpp"
#include "syntax/ignore_file.hpp"

namespace nagaya::app {

struct NewFile {
    std::string bytes;
    unsigned mode = 0644;
};
/// By their path, as the user is to see it.
using NewFiles = std::map<std::string, NewFile>;

struct LeftBehind {
    std::string path;  ///< below the project's directory; that of a directory ends in "/"
    std::string why;
};

/// Copies from the project's directory. The files may be anybody's: neither `..` nor a link takes along what is elsewhere. At most 500 files and 16 MiB
/// for each mount and each build.
class CarriedFiles {
public:
    /// `read` are the files that the project itself consists of; no image gets them.
    CarriedFiles(const compose::Project& project, const std::set<std::string>& read);

    /// Files and directories that containers mount, as `to`/files/…, and their paths into `how.carried`. A directory that a container writes is data.
    void take_mounted(const std::string& to, compose::QuadletOptions& how);
    /// The context of a build, less what its .dockerignore names, as `to`/…, with the Containerfile. False when there is no such Containerfile, or too much.
    bool take_build(const compose::SiteBuild& build, const std::string& to, Report& report);
    /// Names what is in the project's directory and was neither taken nor told.
    void tell_rest();

    const NewFiles& files() const { return files_; }
    const std::vector<LeftBehind>& left() const { return left_; }

private:
    struct Copy;

    std::string below(std::string_view path) const;
    bool copy(Copy& how, const std::string& from, const std::string& to, host::FilesDirectory::Kind kind,
              bool executable);
    bool is_left_out(Copy& how, const std::string& from, bool directory);
    void leave(const std::string& path, std::string_view why);
    void leave_out(const Copy& how, std::string_view file);
    void take_mount(const std::string& path, const std::string& to, compose::QuadletOptions& how);
    void see(std::string_view path);

    std::string start_;  // the project's directory, with a "/"
    host::FilesDirectory directory_;
    std::set<std::string> own_;      // files of the project itself, below its directory
    std::set<std::string> secrets_;  // files of its secrets
    std::set<std::string> data_;     // directories that containers write
    std::set<std::string> seen_;     // entries of the directory that something was said of
    NewFiles files_;
    std::vector<LeftBehind> left_;
    const compose::Project& project_;
};

}  // namespace nagaya::app
