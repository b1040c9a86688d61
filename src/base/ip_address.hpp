// Addresses as text: RFC 791, RFC 4291 section 2.2.
#pragma once

#include <string_view>

namespace nagaya {

/// 4 or 6; 0 for text that is no address.
int ip_version(std::string_view text);
inline bool is_ip_address(std::string_view text) { return ip_version(text) != 0; }

}  // namespace nagaya
