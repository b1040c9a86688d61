// User namespaces: the keys of today, and the deprecated Remap ones.
#include <algorithm>

#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

std::string joined(std::string_view mode, const std::vector<std::string>& options) {
    return options.empty() ? std::string(mode) : concat(mode, ":", join(options, ","));
}

Fault remap(const Conversion& c, Command& command, bool manual) {
    const auto uids = c.own.words("RemapUid");
    const auto gids = c.own.words("RemapGid");
    // Read without taking quotes away.
    const auto users = (c.own.section == nullptr ? std::nullopt : c.own.section->last("RemapUsers")).value_or("");
    std::vector<std::string> options;
    if (users.empty()) {
        if (!uids.empty()) return "UidMap set without RemapUsers";
        if (!gids.empty()) return "GidMap set without RemapUsers";
        return std::nullopt;
    }
    if (users == "manual") {
        if (!manual) return "RemapUsers=manual is not supported";
        for (const auto uid : uids) command.option("--uidmap", uid);
        for (const auto gid : gids) command.option("--gidmap", gid);
        return std::nullopt;
    }
    if (users == "auto") {
        for (const auto uid : uids) options.push_back(concat("uidmapping=", uid));
        for (const auto gid : gids) options.push_back(concat("gidmapping=", gid));
        if (const auto size = c.own.number("RemapUidSize"); size > 0) options.push_back(concat("size=", size));
        command.option("--userns", joined("auto", options));
        return std::nullopt;
    }
    if (users != "keep-id") return concat("unsupported RemapUsers option '", users, "'");
    if (uids.size() > 1) return "RemapUsers=keep-id supports only a single value for UID mapping";
    if (gids.size() > 1) return "RemapUsers=keep-id supports only a single value for GID mapping";
    if (!uids.empty()) options.push_back(concat("uid=", uids.front()));
    if (!gids.empty()) options.push_back(concat("gid=", gids.front()));
    command.option("--userns", joined("keep-id", options));
    return std::nullopt;
}

}  // namespace

Fault Conversion::user_mappings(Command& command, bool manual) {
    bool mapped = false;
    const auto say = [&](std::string_view option, std::string_view value) {
        command.option(option, value);
        mapped = true;
    };
    if (const auto mode = own.filled("UserNS"); !mode.empty()) say("--userns", mode);
    for (const auto map : own.words("UIDMap")) say("--uidmap", map);
    for (const auto map : own.words("GIDMap")) say("--gidmap", map);
    if (const auto name = own.filled("SubUIDMap"); !name.empty()) say("--subuidname", name);
    if (const auto name = own.filled("SubGIDMap"); !name.empty()) say("--subgidname", name);
    if (!mapped) return remap(*this, command, manual);
    for (const std::string_view key : {"RemapUid", "RemapGid", "RemapUsers"})
        if (own.has(key)) return "deprecated Remap keys are set along with explicit mapping keys";
    return std::nullopt;
}

}  // namespace nagaya::quadlet
