#include <set>

#include "base/text.hpp"
#include "lower/lowering.hpp"

namespace nagaya::lower {

namespace {

bool is_in(const std::string& path, const std::string& directory) {
    return path == directory || directory == "/" || path.starts_with(directory + "/");
}

}  // namespace

std::vector<Located<std::string>> mounts_of(const Lowering& lowering, const LoweredService& service) {
    std::vector<Located<std::string>> mounts;
    std::set<std::string> seen;
    for (const Located<std::string>& where : service.service->needs_mounts) {
        if (seen.insert(where.value).second) mounts.push_back(where);
    }
    for (const model::Data& data : service.service->data) {
        if (!data.precheck_mount.value) continue;
        const std::string path =
            concat(lowering.site.settings.data_root.value, '/', service.account(), '/', data.path.value);
        for (const model::Mount& mount : lowering.host.mounts) {
            if (!is_in(path, mount.where.value) || !seen.insert(mount.where.value).second) continue;
            mounts.push_back({mount.where.value, data.at});
        }
    }
    return mounts;
}

}  // namespace nagaya::lower
