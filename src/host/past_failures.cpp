#include "host/past_failures.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "host/systemd.hpp"

namespace nagaya::host {

Result<void> forget_past_failures(const state::HostState& desired, const std::vector<std::string>& services) {
    std::vector<std::string> names;
    if (services.empty())
        names = {concat(desired.prefix, "-first-boot.service"), concat(desired.prefix, "-first-start.service")};
    const auto is_meant = [&](const std::string& service) {
        return services.empty() || std::ranges::find(services, service) != services.end();
    };
    for (const auto& [id, resource] : desired.resources()) {
        const auto* unit = std::get_if<state::Unit>(&resource.value);
        if (unit && unit->only_looks && unit->account == "root" && is_meant(resource.service))
            names.push_back(unit->name);
    }
    ServiceManager manager = TRY(ServiceManager::connect(0));
    const std::vector<ListedUnit> listed = TRY(manager.list(names));
    for (const ListedUnit& unit : listed)
        if (unit.active == "failed") TRY(manager.reset_failed(unit.name));
    return {};
}

}  // namespace nagaya::host
