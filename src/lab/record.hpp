// What a lab remembers of a host: hosts/NAME/host.json. Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "lab/address.hpp"

namespace nagaya::lab {

struct HostRecord {
    Network network;    ///< at its last boot
    unsigned octet;     ///< last octet of its address
    std::string image;  ///< key of the image below its disk
    std::chrono::sys_seconds created;

    bool operator==(const HostRecord&) const = default;
};

std::string print_record(const HostRecord& record);

/// Failure `malformed` for anything print_record does not write.
Result<HostRecord> parse_record(std::string_view text);

}  // namespace nagaya::lab
