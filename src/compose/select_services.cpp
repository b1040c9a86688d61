#include <algorithm>
#include <set>

#include "compose/consistency.hpp"
#include "compose/project.hpp"

namespace nagaya::compose {

bool select_services(Project& project, const std::vector<std::string>& names, bool unused_resources,
                     std::string& unknown) {
    Value* services = project.file.find("services");
    std::set<std::string_view> wanted;
    std::vector<std::string_view> open(names.begin(), names.end());
    while (!open.empty()) {
        const std::string_view name = open.back();
        open.pop_back();
        const Value* service = services != nullptr ? services->find(name) : nullptr;
        if (service == nullptr) {
            if (std::ranges::find(names, name) == names.end()) continue;  // not required, and not there
            unknown = name;
            return false;
        }
        if (!wanted.insert(name).second) continue;
        if (const Value* dependencies = service->find("depends_on"))
            for (const auto& dependency : dependencies->entries) open.push_back(dependency.key);
    }
    std::erase_if(services->entries, [&](const Entry& entry) { return !wanted.contains(entry.key); });
    if (!unused_resources) drop_unused(project.file);
    return true;
}

}  // namespace nagaya::compose
