#include "state/host_state.hpp"

#include <utility>

#include "base/text.hpp"

namespace nagaya::state {

void HostState::put(ResourceId id, Resource resource) {
    resources_.insert_or_assign(std::move(id), std::move(resource));
}

const Resource* HostState::find(const ResourceId& id) const {
    const auto found = resources_.find(id);
    return found == resources_.end() ? nullptr : &found->second;
}

std::string input_label(const Resource& resource, std::string_view service) {
    if (resource.service == service || resource.service.empty()) return resource.role;
    return concat(resource.service, ": ", resource.role);
}

}  // namespace nagaya::state
