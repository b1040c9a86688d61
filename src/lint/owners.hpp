// Whose the mounts of a container are, and whether its program may read them: the arithmetic of user_namespaces(7), subuid(5) and
// podman-run(1) --userns.
#pragma once

#include <optional>
#include <span>
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

    bool operator==(const IdMap&) const = default;
};

/// The map of `userns` (UserNS=; "" for none) in an account with these ids; of root, whose ids are the host's, without ids.
IdMap id_map(std::string_view userns, const model::AccountIds* ids);

/// The map of lines "container:from[:count]" (podman-run(1) --uidmap) in an account with these ids: `from` counts its own ids, 0 is the
/// account and 1 the first subordinate one; behind "@" stands an id of the host. Not known for "+" and other flags, which go by what is
/// left, for ids that the account does not have, and for what is no map.
IdMap own_id_map(std::span<const std::string> lines, const model::AccountIds* ids);

/// The number behind "name=" in "keep-id:uid=1000,gid=1000".
std::optional<uint32_t> keep_id_option(std::string_view userns, std::string_view name);

enum class May { yes, no, unknown };

/// As whom the program of a container works, as far as the site says.
struct Identity {
    std::optional<uint32_t> uid = {};  ///< inside; nothing when only the image knows
    std::optional<uint32_t> gid = {};
    std::vector<uint32_t> groups = {};  ///< further gids inside (GroupAdd=)
    bool keeps_groups = false;          ///< GroupAdd=keep-groups: those of the account, its own among them
    bool overrides = true;              ///< has CAP_DAC_OVERRIDE when it is root
};

/// A file or directory on the host.
struct Owned {
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint32_t mode = 0;
};

/// May it, with all of the permission bits `wanted` (5: list and enter a directory; 2: write)? capabilities(7): root inside overrides
/// only where both owner and group are mapped. `account_gid` is the group that keep-groups keeps. `why`, in a few words, may be null.
May may_access(const Identity& who, const IdMap& map, const Owned& file, uint32_t wanted, uint32_t account_gid,
               std::string* why);

/// The user namespace of a container: its own UserNS=, Remap keys or `--userns`, or that of its pod. `from_pod` tells the latter.
struct NamespaceMode {
    std::string text = {};
    bool own_map = false;                 ///< ids are mapped one by one
    std::vector<std::string> lines = {};  ///< of such a map; empty when its lines alone do not tell it
    bool from_pod = false;
};
NamespaceMode namespace_mode(const Context& context, const Unit& unit);

/// The ids of a container, or of the pods of a Kubernetes file.
struct UnitIds {
    const Unit* unit = nullptr;
    NamespaceMode mode = {};
    IdMap map = {};
    std::string unknown = {};  ///< why the map is not known, in a few words
};

/// Of every such unit of the service, in order. `ids` as for id_map.
std::vector<UnitIds> unit_ids(const Context& context, const model::Service& service, const model::AccountIds* ids);

/// Who works in the container: User=, Group=, GroupAdd=, what keep-id makes of them, or what is known of the image.
Identity identity_of(const Context& context, const Unit& unit, const NamespaceMode& mode, const model::AccountIds* ids);

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
    May may_write = May::unknown;
    bool read_only = false;                    ///< mounted so
    std::optional<uint32_t> right_owner = {};  ///< what `owner =` of its [[data]] were to be, when it may not
    std::string why = {};                      ///< in a few words
    std::string help = {};                     ///< the deed, when it may not
    const model::Data* data = nullptr;         ///< what declares it
};

/// Every Volume= of the containers of a service on a host (null: on any), in order.
std::vector<MountOwner> mount_owners(const Context& context, const model::Host* host, const model::Service& service);

}  // namespace nagaya::lint
