// Whose the mounts of a container are, and whether its program may read them: the arithmetic of user_namespaces(7), subuid(5) and
// podman-run(1) --userns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lint/container.hpp"

namespace nagaya::lint {

/// One stretch of ids that run in parallel.
struct IdStretch {
    uint32_t container = 0;
    uint32_t host = 0;
    uint32_t count = 0;

    bool operator==(const IdStretch&) const = default;
};

/// How ids inside stand to ids on the host.
struct IdMap {
    std::vector<IdStretch> stretches;
    bool known = true;  ///< false for UserNS=auto and maps of one's own: Podman or the user chooses

    std::optional<uint32_t> to_host(uint32_t container) const;
    std::optional<uint32_t> to_container(uint32_t host) const;
};

/// The map of `userns` (UserNS=; "" for none) in an account with these ids; of root, whose ids are the host's, without ids.
IdMap id_map(std::string_view userns, const model::AccountIds* ids);

enum class May { yes, no, unknown };

/// A mount of a container, and what becomes of it.
struct MountOwner {
    const Unit* unit = nullptr;
    const syntax::UnitEntry* entry = nullptr;
    std::string source = {};
    std::string target = {};
    std::optional<uint32_t> owner = {};    ///< uid on the host that it belongs to
    std::optional<uint32_t> seen_as = {};  ///< the same, inside; nothing when it is mapped to nobody
    std::optional<uint32_t> user = {};     ///< uid inside as which the program works; nothing when only the image knows
    std::optional<uint32_t> user_on_host = {};
    May may_read = May::unknown;
    std::string why = {};               ///< in a few words
    std::string help = {};              ///< the deed, when it may not
    const model::Data* data = nullptr;  ///< what declares it
};

/// Every Volume= of the containers of a service on a host (null: on any), in order.
std::vector<MountOwner> mount_owners(const Context& context, const model::Host* host, const model::Service& service);

}  // namespace nagaya::lint
