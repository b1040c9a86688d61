#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "quadlet/run.hpp"

namespace nagaya::quadlet {
namespace {

struct Wish {
    std::string_view key;
    std::string_view directory;
};

/// The unit's name seen from the directory of `link`; nothing if there is no way.
std::optional<std::string> target_from(std::string_view link, std::string_view unit) {
    const auto directory = directory_of(link);
    const auto target = clean_path(unit);
    if (directory.starts_with('/') != target.starts_with('/')) return std::nullopt;
    auto above = directory == "." ? std::vector<std::string_view>() : split(directory, '/');
    auto below = split(target, '/');
    while (!above.empty() && !below.empty() && above.front() == below.front()) {
        above.erase(above.begin());
        below.erase(below.begin());
    }
    if (!above.empty() && above.front() == "..") return std::nullopt;
    std::string path;
    for (size_t i = 0; i < above.size() + below.size(); ++i)
        path += concat(i == 0 ? "" : "/", i < above.size() ? ".." : below[i - above.size()]);
    return path.empty() ? "." : path;
}

/// The unit that is linked: of a template without instance its default one, or none.
std::string linked_unit(std::string_view name, const Values& install) {
    const size_t at = name.find('@');
    const size_t dot = name.rfind('.');
    if (at == std::string_view::npos || dot == std::string_view::npos || at + 1 != dot) return std::string(name);
    const auto instance = install.last("DefaultInstance");
    if (!instance) return {};
    return concat(name.substr(0, at + 1), *instance, name.substr(dot));
}

}  // namespace

std::vector<Link> install_links(Run& run, const UnitText& service, std::string_view name) {
    std::vector<Link> links;
    const Values install{service.find("Install"), run.request.release, run.arena};
    if (install.section == nullptr) return links;
    std::vector<std::string> paths;
    for (const auto alias : install.words("Alias")) paths.push_back(clean_path(alias));
    const auto unit = linked_unit(name, install);
    constexpr auto wishes =
        std::to_array<Wish>({{"WantedBy", ".wants/"}, {"RequiredBy", ".requires/"}, {"UpheldBy", ".upholds/"}});
    for (const Wish& wish : wishes) {
        if (unit.empty() || (wish.key == "UpheldBy" && !run.since(5, 5))) continue;
        for (const auto other : install.words(wish.key))
            if (other.find('/') == std::string_view::npos) paths.push_back(concat(other, wish.directory, unit));
    }
    for (const auto& path : paths) {
        auto target = target_from(path, name);
        if (target)
            links.push_back({.path = path, .target = std::move(*target)});
        else if (run.request.enable)
            run.outcome.log.warn(
                concat("Can't create symlink ", path, ": Rel: can't make ", name, " relative to ", directory_of(path)));
    }
    return links;
}

}  // namespace nagaya::quadlet
