// The reverse proxy of a host, as other passes see it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lower/lowering.hpp"

namespace nagaya::lower {

/// The service that is the host's reverse proxy (a table [reverse_proxy]); null when there is none. The first of several,
/// which a rule reports.
LoweredService* find_reverse_proxy(Lowering& lowering);

/// The host name that `text` of the service's service.toml stands for, in small letters; nothing when it is none.
std::optional<std::string> host_name(const LoweredService& service, std::string_view text);

/// The host names under which the proxy serves the service by https: those of its [proxy] tables and its index page, but for
/// those with `tls = false`, and of its [certificates] when it brings fragments for https. Variables are filled in, letters are
/// small; each name once, in the order of the site. A name that is none is left out, a rule tells of it.
std::vector<Located<std::string>> https_names(const LoweredService& service);

/// The fragments of all services below the proxy's path, the units that have the proxy take them up, and its index page.
void lower_publishing(Lowering& lowering);

}  // namespace nagaya::lower
