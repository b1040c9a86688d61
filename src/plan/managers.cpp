#include "plan/managers.hpp"

#include "base/text.hpp"

namespace nagaya::plan {

Managers::Managers(const state::HostState& desired, const state::HostState& observed) {
    directories_.emplace("/etc/systemd/system", "root");
    directories_.emplace("/etc/containers/systemd", "root");
    add(observed);
    add(desired);
}

void Managers::add(const state::HostState& state) {
    for (const auto& [id, resource] : state.resources()) {
        const auto* account = std::get_if<state::Account>(&resource.value);
        if (!account) break;  // accounts come first
        directories_.insert_or_assign(concat("/etc/containers/systemd/users/", account->uid), account->name);
        directories_.insert_or_assign(concat(account->home, "/.config/systemd/user"), account->name);
    }
}

std::optional<std::string> Managers::reader_of(std::string_view path) const {
    // From the file upwards: the nearest directory decides, so users/2000 wins over the system's own.
    for (size_t slash = path.rfind('/'); slash != std::string_view::npos && slash > 0;
         slash = path.rfind('/', slash - 1)) {
        const auto found = directories_.find(path.substr(0, slash));
        if (found != directories_.end()) return found->second;
    }
    return std::nullopt;
}

}  // namespace nagaya::plan
