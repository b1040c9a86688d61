#include "app/meant_files.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "quadlet/search.hpp"

namespace nagaya::app {

std::string in_site(const std::string& path, const std::string& root) {
    const auto whole = host::absolute_path(path);
    const auto top = host::absolute_path(root);
    if (!whole || !top) return path;
    if (*whole == *top) return "";
    return whole->starts_with(concat(*top, "/")) ? whole->substr(top->size() + 1) : path;
}

MeantFiles::MeantFiles(const Workspace& site, const std::vector<std::string>& paths)
    : site_(site), all_(paths.empty()) {
    for (const std::string& path : paths) {
        std::string place = site.is_loose() ? quadlet::clean_path(path) : in_site(path, site.root);
        all_ = all_ || place.empty() || place == "." || (site.is_loose() && place == quadlet::clean_path(site.root));
        places_.push_back(std::move(place));
    }
}

bool MeantFiles::has(std::string_view shown) const {
    if (all_) return true;
    const std::string clean = site_.is_loose() ? quadlet::clean_path(shown) : std::string(shown);
    return std::ranges::any_of(places_, [&](const std::string& place) {
        return clean == place || (clean.starts_with(place) && (place.ends_with('/') || clean[place.size()] == '/'));
    });
}

bool MeantFiles::has(const Diagnostic& finding) const {
    return all_ || static_cast<size_t>(finding.at.file) >= site_.sources.size() ||
           has(site_.sources.path(finding.at.file));
}

}  // namespace nagaya::app
