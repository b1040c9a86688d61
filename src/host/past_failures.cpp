#include "host/past_failures.hpp"

#include <string>
#include <vector>

#include "base/text.hpp"
#include "host/systemd.hpp"

namespace nagaya::host {

Result<void> forget_past_failures(const state::HostState& desired) {
    std::vector<std::string> names = {concat(desired.prefix, "-first-boot.service"),
                                      concat(desired.prefix, "-first-start.service")};
    for (const auto& [id, resource] : desired.resources()) {
        const auto* unit = std::get_if<state::Unit>(&resource.value);
        if (unit && unit->only_looks && unit->account == "root") names.push_back(unit->name);
    }
    ServiceManager manager = TRY(ServiceManager::connect(0));
    const std::vector<ListedUnit> listed = TRY(manager.list(names));
    for (const ListedUnit& unit : listed)
        if (unit.active == "failed") TRY(manager.reset_failed(unit.name));
    return {};
}

}  // namespace nagaya::host
