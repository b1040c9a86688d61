// Addresses as text: RFC 791, RFC 4291 section 2.2.
#pragma once

#include <string_view>

namespace nagaya::lint {

/// 4 or 6; 0 for text that is no address.
int ip_version(std::string_view text);

}  // namespace nagaya::lint
