// nagaya selinux: the site's SELinux package (docs/selinux.md).
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"

namespace nagaya::app {

struct SelinuxReleaseOptions {
    std::string site = ".";
    std::vector<std::string> changes;  ///< lines of the changelog
    std::string version;               ///< "1.1.0-1"; "" = the third number of the last one, plus one
    std::string packager;              ///< "Ada <ada@example.org>"; "" = whoever made the last release
    std::string date;                  ///< "2026-11-22"; "" = today
};

/// Adds a release of what the package would say now to security/selinux.toml. Refused when that is what the last release says.
int selinux_release(const SelinuxReleaseOptions& options, Console& console);

struct SelinuxPackageOptions {
    std::string site = ".";
    std::string output;  ///< a directory; "" = <site>/security/package
    bool build = false;  ///< also build the RPM, into <site>/security/rpms
};

/// Writes the sources of the newest release's package, and builds it with rpmbuild(8) or, where that is not at hand, in a container.
/// Refused when the site has changed since that release.
int selinux_package(const SelinuxPackageOptions& options, Console& console);

}  // namespace nagaya::app
