#include "app/dependents.hpp"

#include <algorithm>

#include "host/status.hpp"

namespace nagaya::app {

namespace {

std::set<std::string> services_above(const state::HostState& desired, const std::set<std::string>& below) {
    std::set<std::string> above = below;
    for (size_t before = 0; before != above.size();) {
        before = above.size();
        for (const auto& [name, order] : desired.services)
            if (std::ranges::any_of(order.needs, [&](const std::string& need) { return above.contains(need); }))
                above.insert(name);
    }
    for (const std::string& service : below) above.erase(service);
    return above;
}

}  // namespace

std::vector<Dependent> look_at_dependents(const state::HostState& desired, const state::Deployed& deployed,
                                          const std::set<std::string>& rolled_back) {
    if (rolled_back.empty()) return {};
    const std::set<std::string> services = services_above(desired, rolled_back);
    if (services.empty()) return {};
    const auto rows =
        host::read_status(deployed, {.services = {services.begin(), services.end()}, .containers = false});
    if (!rows) return {};
    std::vector<Dependent> dependents;
    for (const host::UnitStatus& row : *rows)
        dependents.push_back({.service = row.service, .unit = row.unit, .active = row.active});
    return dependents;
}

}  // namespace nagaya::app
