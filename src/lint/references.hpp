// Names of other units inside a unit.
#pragma once

#include <vector>

#include "lint/context.hpp"

namespace nagaya::lint {

/// Everything in the unit and its drop-ins that names another unit: dependencies, Also=, Unit=, Sockets=, and Quadlet's Volume=, Mount=,
/// Network=, Pod=, Image=. Names with placeholders that are unknown without a host, or with specifiers, are left out.
std::vector<Reference> references_of(const model::Site& site, const Sources& sources, const Unit& unit);

}  // namespace nagaya::lint
