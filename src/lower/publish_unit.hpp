// The parts of publishing that are not fragments.
#pragma once

#include <vector>

#include "lower/lowering.hpp"

namespace nagaya::lower {

/// The unit of the proxy's account that has the proxy take up the service's `fragments`: started it publishes them, reloaded it
/// publishes them anew, stopped it withdraws them. It fails when the proxy refuses them, and belongs to the service.
void put_publish_unit(Lowering& lowering, LoweredService& proxy, LoweredUnit& container, const LoweredService& service,
                      const std::vector<state::ResourceId>& fragments);

/// The page that lists what is published, if the proxy has one.
void put_index_page(Lowering& lowering, const LoweredService& proxy);

}  // namespace nagaya::lower
