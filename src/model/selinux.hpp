// What a site says of its SELinux package (docs/selinux.md): security/selinux.toml, and the packages that were built from it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/source.hpp"

namespace nagaya::model {

/// One version of the package: an entry of its changelog, with the content it had.
struct SelinuxRelease {
    Located<std::string> version = {};   ///< "1.0.2-1": version and release as rpm(8) has them
    Located<std::string> date = {};      ///< "2026-11-22"
    Located<std::string> packager = {};  ///< "Ada <ada@example.org>"
    Located<std::string> content = {};   ///< "sha256:…" of what the package says
    std::vector<Located<std::string>> changes = {};
    Span at = {};
};

struct Selinux {
    std::vector<SelinuxRelease> releases;     ///< the newest first
    std::map<std::string, std::string> rpms;  ///< security/rpms/<name> → bytes
};

}  // namespace nagaya::model
