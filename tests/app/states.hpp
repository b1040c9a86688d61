// Small states for tests.
#pragma once

#include <string>

#include "state/host_state.hpp"

namespace nagaya::app {

inline state::ResourceId file_id(std::string path) {
    return {.kind = state::Kind::file, .scope = {}, .name = std::move(path)};
}
inline state::ResourceId unit_id(const std::string& account) {
    return {.kind = state::Kind::unit, .scope = account, .name = account + ".service"};
}

inline void put_file(state::HostState& state, const std::string& path, state::Content content, uint32_t mode = 0644) {
    state.put(file_id(path), {.service = "web",
                              .origin = {},
                              .role = {},
                              .value = state::File{.owner = {}, .mode = mode, .content = std::move(content)}});
}

inline void put_unit(state::HostState& state, const std::string& account, bool active, std::string input) {
    state::Unit unit{.account = account, .name = account + ".service", .active = active, .inputs = {}};
    unit.inputs["files/x"] = std::move(input);
    state.put(unit_id(account), {.service = account, .origin = {}, .role = {}, .value = std::move(unit)});
}

}  // namespace nagaya::app
