// nagaya.lock: what was once decided by machine and must stay the same on every host and in every output.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/source.hpp"

namespace nagaya::model {

/// The ids of one account: its uid (and gid), and its range in /etc/subuid and /etc/subgid.
struct AccountIds {
    uint32_t uid = 0;
    uint32_t subid_start = 0;
    uint32_t subid_count = 0;
    Span at = {};

    bool operator==(const AccountIds& other) const {
        return uid == other.uid && subid_start == other.subid_start && subid_count == other.subid_count;
    }
};

struct Lock {
    std::map<std::string, AccountIds> accounts;      ///< by account name
    std::map<std::string, uint16_t> loopback_ports;  ///< "service/port" → port on 127.0.0.1
    std::map<std::string, std::string> images;       ///< reference as written → digest or image id

    bool operator==(const Lock&) const = default;
};

}  // namespace nagaya::model
