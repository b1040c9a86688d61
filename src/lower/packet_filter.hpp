// Our table of the packet filter: redirects, who may connect to loopback ports, and what a closed host lets in (nft(8)).
#pragma once

#include <string>

#include "lower/lowering.hpp"

namespace nagaya::lower {

/// Commands for `nft -f` that make the table anew in one transaction; "" when nothing on this host needs it.
std::string packet_filter_text(const Lowering& lowering);

}  // namespace nagaya::lower
