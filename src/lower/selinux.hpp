// The site's SELinux package: a type-enforcement module, port and file contexts, and the spec that makes an RPM of them
// (docs/selinux.md). One package for the whole site, from what its hosts' services declare.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "model/site.hpp"

namespace nagaya::lower {

/// Files to give rpmbuild(8), by name, and what they are called.
struct SelinuxPackage {
    std::string name;                          ///< "local-home-security-selinux"
    std::string spec;                          ///< the spec's file name
    std::map<std::string, std::string> files;  ///< module, contexts, spec, and a Containerfile that builds it
};

/// "sha256:…" over what the package says, without version and changelog.
std::string selinux_content(const model::Site& site);

/// The package as of the site's newest release; it must have one.
SelinuxPackage selinux_package(const model::Site& site);

/// "local-home-security-selinux-1.0.0-1.noarch.rpm" of the newest release; "" without one.
std::string selinux_rpm(const model::Site& site);

/// Reports selinux-outdated, a warning, when the package would say something else than its newest release.
void check_selinux(const model::Site& site, Report& report);

/// Does a system of this name (a host's `os`) enforce SELinux unless told otherwise?
bool has_selinux(std::string_view os);

/// The command with which a package file is installed on such a system; "" where nagaya knows none.
std::string install_command(std::string_view os, std::string_view path);

}  // namespace nagaya::lower
